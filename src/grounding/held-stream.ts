// A streamed answer, sentence by sentence: one leaves when it is whole and nothing in it was made up. Pure.
import type { Grounds } from './grounds.js'
import { sentencesOf } from './sentences.js'

export interface HeldStream {
  take(text: string): void
  /** The sentence under test is whole now: nothing belongs to it that comes later. */
  end(): void
  /** The part of the text that was let through, and how many sentences were not. */
  sofar(): { readonly text: string; readonly dropped: number }
}

/** `onText` gets what may be shown. */
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
      // What comes next may still belong to the last one, were it only a closing mark.
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
