// How long a worker may take for a batch. Only time in which this process ran counts: after a pause of the whole process
// the worker had none either, and its reply may lie there unread.

export interface Patience {
  /** For the batch itself. */
  readonly limitMs: number
  /** On top of it while a worker starts. */
  readonly startMs: number
  isStarting(): boolean
}

/** A pause costs the worker one of these looks at the most. */
const LOOKS = 4

/** Gives up when the patience has ended. Returns what ends the watch. */
export function watchStuck({ limitMs, startMs, isStarting }: Patience, giveUp: () => void): () => void {
  const paceMs = limitMs / LOOKS
  let looksLeft = LOOKS
  let startLeftMs = startMs
  let round: NodeJS.Immediate | undefined
  let timer = setTimeout(check, paceMs)

  /** Counts after a round of the loop, in which replies are read. */
  function check(): void {
    round = setImmediate(count)
  }

  function count(): void {
    if (startLeftMs > 0 && isStarting()) startLeftMs -= paceMs
    else looksLeft--
    if (looksLeft <= 0) giveUp()
    else timer = setTimeout(check, paceMs)
  }

  return () => {
    clearTimeout(timer)
    clearImmediate(round)
  }
}
