// A model's answer under test for what nobody has told: the stream that customers see, and the text that is kept.
import { createGrounds, type GroundText } from './grounds.js'
import { createHeldStream } from './held-stream.js'

export interface CheckedAnswer {
  /** Something was told that the answer may say from now on. */
  add(ground: GroundText): void
  /** Takes the pieces of the stream, and lets whole sentences through. */
  onDelta(text: string): void
  /** Lets the last sentence through; called when nothing follows it directly. */
  pause(): void
  /** The part of the whole text that may stay, and how many sentences may not. */
  keep(text: string): { readonly text: string; readonly dropped: number }
}

/** `now` is epoch milliseconds; without `onDelta` the answer is not streamed. */
export function createCheckedAnswer(now: number, onDelta?: (text: string) => void): CheckedAnswer {
  const grounds = createGrounds(now)
  const stream = createHeldStream(grounds, onDelta)
  return {
    add: grounds.add,
    onDelta: stream.take,
    pause: stream.end,
    keep(text) {
      const whole = createHeldStream(grounds)
      whole.take(text)
      whole.end()
      return whole.sofar()
    },
  }
}
