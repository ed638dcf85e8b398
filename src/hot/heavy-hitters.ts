// Which questions are asked most, over a sliding minute, in bounded memory. Six panes of ten seconds, each with the
// counters of Misra and Gries (Finding repeated elements, 1982): a count is never too high and at most
// turns / (COUNTERS + 1) too low, so what passes the share really has it. Pure: time is handed in.

const PANES = 6
const PANE_MS = 10_000
/** Counters a pane: an error of at most half a percent of its turns. */
const COUNTERS = 200

interface Pane {
  /** Number of the ten seconds it counts. */
  number: number
  turns: number
  readonly counts: Map<string, number>
}

export interface HeavyHitters {
  /** Counts a turn; without a form it only makes the others' shares smaller. */
  count(form: string | undefined, now: number): void
  /** Times the form was asked in the last minute (never too high), and all turns counted in it. */
  read(form: string, now: number): { readonly asked: number; readonly turns: number }
}

export function createHeavyHitters(): HeavyHitters {
  const panes: Pane[] = Array.from({ length: PANES }, () => ({ number: -1, turns: 0, counts: new Map() }))

  function paneAt(number: number): Pane {
    const pane = panes[number % PANES] as Pane
    if (pane.number !== number) {
      pane.number = number
      pane.turns = 0
      pane.counts.clear()
    }
    return pane
  }

  return {
    count(form, now) {
      const pane = paneAt(Math.floor(now / PANE_MS))
      pane.turns += 1
      if (form !== undefined) add(pane.counts, form)
    },
    read(form, now) {
      const oldest = Math.floor(now / PANE_MS) - PANES
      let asked = 0
      let turns = 0
      for (const pane of panes) {
        if (pane.number <= oldest) continue
        asked += pane.counts.get(form) ?? 0
        turns += pane.turns
      }
      return { asked, turns }
    },
  }
}

/** A form without a counter, when all are in use, takes one off every counter: paid for by their earlier counts. */
function add(counts: Map<string, number>, form: string): void {
  const known = counts.get(form)
  if (known !== undefined || counts.size < COUNTERS) {
    counts.set(form, (known ?? 0) + 1)
    return
  }
  for (const [other, count] of counts) {
    if (count === 1) counts.delete(other)
    else counts.set(other, count - 1)
  }
}
