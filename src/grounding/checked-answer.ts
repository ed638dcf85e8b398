// A model's answer, checked for claims without a source: the stream that customers see, and the text that is kept.
import { createGrounds, type GroundText } from './grounds.js'
import { createHeldStream } from './held-stream.js'
import { sentencesOf } from './sentences.js'
import { createVerdicts } from './verdicts.js'

export interface CheckedAnswer {
  /** Adds a source whose claims the answer may make from now on. */
  add(ground: GroundText): void
  /** Takes a piece of the stream, and lets whole sentences through. */
  onDelta(text: string): void
  /** Ends the last sentence; called when no text follows directly. */
  pause(): void
  /** The part of the whole text that may stay, and the number of sentences that may not. */
  keep(text: string): { readonly text: string; readonly dropped: number }
}

/** `now` is epoch milliseconds; without `onDelta` the answer is not streamed. */
export function createCheckedAnswer(
  now: number,
  onDelta: (text: string) => void = () => undefined,
): CheckedAnswer {
  const verdicts = createVerdicts(createGrounds(now))
  const stream = createHeldStream(verdicts.hold, onDelta)
  return {
    add: verdicts.add,
    onDelta: stream.take,
    pause: stream.end,
    keep(text) {
      const sentences = sentencesOf(text)
      const held = verdicts.hold(sentences)
      const kept = sentences.filter((_, at) => held[at])
      return { text: kept.join(''), dropped: sentences.length - kept.length }
    },
  }
}
