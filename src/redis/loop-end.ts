// The end of a turn of the event loop. What makes commands is called first and what writes them after it, so that commands
// made then leave with those that were made before.

export interface LoopEnd {
  /** Calls it once, when this turn ends. */
  make(commands: () => void): void
  /** Calls it once, after all that make commands. */
  write(held: () => void): void
}

export function createLoopEnd(): LoopEnd {
  let makers: (() => void)[] = []
  let writers: (() => void)[] = []
  let isDue = false

  function end(): void {
    const making = makers
    makers = []
    for (const make of making) make()
    isDue = false
    const writing = writers
    writers = []
    for (const write of writing) write()
  }
  function beDue(): void {
    if (isDue) return
    isDue = true
    setImmediate(end)
  }
  return {
    make(commands) {
      makers.push(commands)
      beDue()
    },
    write(held) {
      writers.push(held)
      beDue()
    },
  }
}
