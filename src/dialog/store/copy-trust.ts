// Whether copies of pasts may be taken for current: they may where a balancer sends a dialog's turns to one process, which
// the process sees by its last looks. Each customer counts once, so that one who races between processes ends the trust
// in nobody's copies but their own. Pure.

export interface CopyTrust {
  /** Called when a copy was current. */
  found(): void
  /** Called when a copy of this customer's was not current. */
  missed(owner: string): void
  /** True where a copy of this customer's may be trusted. */
  in(owner: string): boolean
}

/** Looks by which copies are judged: with fewer, a cluster without such a balancer would ask the vendor twice for many
 *  turns. */
const LOOKS = 100
/** With more customers whose copies were not current among the last looks, no copy is trusted. */
const MISSED_MOST = 5

export function createCopyTrust(): CopyTrust {
  let looks = 0
  /** The number of the last look that missed, by customer, the oldest first. */
  const misses = new Map<string, number>()

  function forgetOld(): void {
    for (const [owner, look] of misses) {
      if (look > looks - LOOKS) return
      misses.delete(owner)
    }
  }

  return {
    found() {
      looks++
    },
    missed(owner) {
      looks++
      misses.delete(owner)
      misses.set(owner, looks)
      forgetOld()
    },
    in(owner) {
      forgetOld()
      return looks >= LOOKS && misses.size <= MISSED_MOST && !misses.has(owner)
    },
  }
}
