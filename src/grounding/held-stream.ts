// A streamed answer, sentence by sentence: a sentence passes when it is whole and every claim of it has a source. Pure.
import { sentencesOf } from './sentences.js'

export interface HeldStream {
  take(text: string): void
  /** Ends the held sentence: later text does not belong to it. */
  end(): void
}

/** `hold` judges sentences; `onText` gets those that may be shown. */
export function createHeldStream(
  hold: (sentences: readonly string[]) => readonly boolean[],
  onText: (text: string) => void,
): HeldStream {
  let held = ''

  function pass(sentences: readonly string[]): void {
    const verdicts = hold(sentences)
    const shown = sentences.filter((_, at) => verdicts[at])
    if (shown.length > 0) onText(shown.join(''))
  }

  return {
    take(more) {
      held += more
      const sentences = sentencesOf(held)
      // The next piece may still belong to the last sentence, be it only a closing mark.
      held = sentences.at(-1) ?? ''
      if (sentences.length > 1) pass(sentences.slice(0, -1))
    },
    end() {
      if (held !== '') pass([held])
      held = ''
    },
  }
}
