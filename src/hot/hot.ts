// Hot answers: pinned ones, and those learned from the vendor for questions that many ask. Process memory only. A
// learned answer is served for context-free questions of its own scope, in its normal form, and nowhere else.
// Stale while revalidate (RFC 5861): past its time one turn goes to the vendor, the others get the old answer.
import { LRUCache } from 'lru-cache'
import type { Clock } from '../clock.js'
import { PURGE_SETTING, type Settings } from '../settings/settings.js'
import { createHeavyHitters, type HeavyHitters } from './heavy-hitters.js'
import { type HotKey, keyOf, mayShare, type Scope, type SharableAnswer, scopeKey } from './hot-key.js'
import type { CountedPin, Pinned } from './pinned.js'

export interface HotDeps {
  readonly clock: Clock
  readonly settings: Settings
  readonly pinned: Pinned
  newId(): string
}

/** An answer to serve. */
export interface HotAnswer {
  readonly text: string
  /** A model wrote it: it was learned, not pinned. */
  readonly ai: boolean
}

/** Takes a whole answer; keeps it when it may be shared. `hits` are the places that masking found in it. */
export type Learn = (answer: SharableAnswer, hits: number) => void

export interface Hot {
  /** The answer to serve to a turn that could go to the vendor instead, if there is one. */
  find(asked: HotKey): HotAnswer | undefined
  /** The answer to serve to a turn that could not: one that would be asked for anew is better than none. */
  findEvenOld(asked: HotKey): HotAnswer | undefined
  /** There may be an answer to serve. Changes nothing. */
  knows(asked: HotKey): boolean
  /** Counts a turn that find did not answer, once masking has said whether the question holds personal data.
   *  What it returns learns the answer; undefined: the answer is this customer's alone. */
  observe(asked: HotKey, isClean: boolean): Learn | undefined
  /** The answers that this process holds for a shop. */
  list(shop: string): HotList
  /** Changes with every purge: what was asked for under another epoch is not served any more. */
  epoch(): string
  /** Forgets everything learned, in the whole cluster. */
  purge(): Promise<void>
  /** Forgets in this process what was learned of a variant: its release has ended or begun anew. */
  forget(variant: string): void
}

export interface HotList {
  readonly pinned: readonly Readonly<CountedPin>[]
  readonly learned: readonly Learned[]
}

export interface Learned {
  readonly question: string
  readonly answer: string
  readonly variant: string
  readonly hits: number
  /** Epoch milliseconds. */
  readonly at: number
}

interface HotEntry {
  readonly scope: Scope
  readonly form: string
  answer: string
  at: number
  hits: number
  /** Until then one turn is out to ask again. */
  refreshingUntil: number
}

const HOT_SHARE = 0.05
/** Asked fewer times in the minute, a question is not popular, whatever its share. */
const FEWEST = 5
const MOST_LEARNED = 5_000
const MOST_SCOPES = 200
/** A turn that went out to refresh and has learned nothing by then has failed; another may try. */
const REFRESH_MS = 5_000
/** Times its life for which an old answer is still better than none. */
const STALE_LIVES = 5

export function createHot({ clock, settings, pinned, newId }: HotDeps, ttlMs: number): Hot {
  const learned = new LRUCache<string, HotEntry>({ max: MOST_LEARNED })
  const heavyHitters = new LRUCache<string, HeavyHitters>({ max: MOST_SCOPES })
  let purgeId: string | undefined
  /** How many variants were forgotten so far. */
  let forgotten = 0
  settings.watch(({ values }) => {
    const next = values.get(PURGE_SETTING)
    if (next !== purgeId) learned.clear()
    purgeId = next
  })

  function hittersOf(scope: Scope): HeavyHitters {
    const key = scopeKey(scope)
    const known = heavyHitters.get(key)
    if (known) return known
    const hitters = createHeavyHitters()
    heavyHitters.set(key, hitters)
    return hitters
  }
  function isHot({ scope, form }: HotKey, now: number): boolean {
    const { asked, turns } = hittersOf(scope).read(form, now)
    return asked >= FEWEST && asked > HOT_SHARE * turns
  }

  /** Nobody is served an entry of that age. */
  function isTooOld(entry: HotEntry, asked: HotKey): boolean {
    if (clock.now() - entry.at < STALE_LIVES * ttlMs) return false
    learned.delete(keyOf(asked))
    return true
  }

  /** The turn that finds it does without the entry: it is too old, or the turn goes out to refresh it. */
  function isSpent(entry: HotEntry, asked: HotKey): boolean {
    const now = clock.now()
    if (now - entry.at < ttlMs) return false
    if (isTooOld(entry, asked)) return true
    if (!isHot(asked, now)) {
      learned.delete(keyOf(asked))
      return true
    }
    if (now < entry.refreshingUntil) return false
    entry.refreshingUntil = now + REFRESH_MS
    return true
  }

  function served(asked: HotKey, isDoneWith: typeof isSpent): HotAnswer | undefined {
    const pin = pinned.find(asked.scope.shop, asked.form)
    if (pin) {
      pin.hits += 1
      return { text: pin.answer, ai: false }
    }
    const entry = learned.get(keyOf(asked))
    if (entry === undefined || !asked.isFree || isDoneWith(entry, asked)) return undefined
    entry.hits += 1
    hittersOf(asked.scope).count(asked.form, clock.now())
    return { text: entry.answer, ai: true }
  }

  function keep(asked: HotKey, answer: string): void {
    const now = clock.now()
    if (!isHot(asked, now)) return
    const { scope, form } = asked
    const hits = learned.get(keyOf(asked))?.hits ?? 0
    learned.set(keyOf(asked), { scope, form, answer, at: now, hits, refreshingUntil: 0 })
  }

  return {
    find: asked => served(asked, isSpent),
    findEvenOld: asked => served(asked, isTooOld),

    knows: asked =>
      pinned.find(asked.scope.shop, asked.form) !== undefined || (learned.has(keyOf(asked)) && asked.isFree),

    observe(asked, isClean) {
      if (!asked.isFree) return undefined
      // The sketch, too, holds only forms without personal data.
      hittersOf(asked.scope).count(isClean ? asked.form : undefined, clock.now())
      if (!isClean) return undefined
      const askedUnder = purgeId
      const forgottenBefore = forgotten
      return (answer, hits) => {
        // An answer begun before a purge, or before a variant was forgotten, is not learned after it.
        const isOver = askedUnder !== purgeId || forgottenBefore !== forgotten
        if (!isOver && mayShare(answer, hits)) keep(asked, answer.text)
      }
    },

    list(shop) {
      const own = [...learned.values()].filter(({ scope }) => scope.shop === shop)
      return {
        pinned: pinned.list(shop),
        learned: own.map(({ scope, form, answer, at, hits }) => ({
          question: form,
          answer,
          variant: scope.variant,
          hits,
          at,
        })),
      }
    },

    epoch: () => purgeId ?? '',

    purge: async () => void (await settings.write({ [PURGE_SETTING]: newId() })),

    forget(variant) {
      forgotten++
      for (const [key, { scope }] of learned) if (scope.variant === variant) learned.delete(key)
    },
  }
}
