// A turnstile: so many pieces of work run at a time, the others wait in the order in which they came.

export interface Turnstile {
  pass<T>(work: () => Promise<T>): Promise<T>
  /** Nothing runs and nothing waits. */
  isIdle(): boolean
}

export function createTurnstile(most: number): Turnstile {
  const waiting: (() => void)[] = []
  let running = 0

  const leave = (): void => {
    const next = waiting.shift()
    // The place goes to the next one without becoming free in between.
    if (next) next()
    else running--
  }

  return {
    async pass(work) {
      if (running < most) running++
      else await new Promise<void>(resolve => waiting.push(resolve))
      try {
        return await work()
      } finally {
        leave()
      }
    },
    isIdle: () => running === 0,
  }
}
