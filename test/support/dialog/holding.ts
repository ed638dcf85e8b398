// A function whose calls wait until the test lets them go, one after another.
import { setImmediate as nextRound } from 'node:timers/promises'

interface Call {
  settle(): void
  fail(error: unknown): void
}

export function holding<A, R>(answer: (asked: A) => R) {
  const asked: A[] = []
  const running: Call[] = []
  let onBegun: () => void = () => undefined

  /** Ends the call that runs longest, and lets code that awaits it go on. */
  async function end(how: (call: Call) => void): Promise<void> {
    const call = running.shift()
    if (!call) throw new Error('no call runs')
    how(call)
    await nextRound()
  }
  return {
    /** The arguments of all calls so far. */
    asked,
    running: () => running.length,
    call(arg: A): Promise<R> {
      asked.push(arg)
      let settle: () => void = () => undefined
      let fail: (error: unknown) => void = () => undefined
      // The call sees the state of its beginning: the worst case of a slow reply.
      const seen = answer(arg)
      const result = new Promise<R>((resolve, reject) => {
        settle = () => resolve(seen)
        fail = reject
      })
      running.push({ settle, fail })
      onBegun()
      return result
    },
    /** Resolves when this number of calls has begun. */
    begun: (count: number) =>
      new Promise<void>(resolve => {
        onBegun = () => {
          if (asked.length >= count) resolve()
        }
        onBegun()
      }),
    release: () => end(call => call.settle()),
    fail: (error: unknown) => end(call => call.fail(error)),
  }
}
