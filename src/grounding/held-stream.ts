// A streamed answer, sentence by sentence: a sentence passes when it is whole and every claim of it has a source. Pure.
import type { Grounds } from './grounds.js'
import { sentencesOf } from './sentences.js'

export interface HeldStream {
  take(text: string): void
  /** Ends the held sentence: later text does not belong to it. */
  end(): void
  /** The part of the text that has passed, and the number of sentences that have not. */
  sofar(): { readonly text: string; readonly dropped: number }
}

/** `onText` gets the sentences that may be shown. */
export function createHeldStream(
  grounds: Grounds,
  onText: (text: string) => void = () => undefined,
): HeldStream {
  let held = ''
  let text = ''
  let dropped = 0

  function pass(sentence: string): void {
    if (grounds.hold(sentence)) {
      text += sentence
      onText(sentence)
    } else dropped++
  }

  return {
    take(more) {
      held += more
      const sentences = sentencesOf(held)
      // The next piece may still belong to the last sentence, be it only a closing mark.
      held = sentences.at(-1) ?? ''
      for (const sentence of sentences.slice(0, -1)) pass(sentence)
    },
    end() {
      if (held !== '') pass(held)
      held = ''
    },
    sofar: () => ({ text, dropped }),
  }
}
