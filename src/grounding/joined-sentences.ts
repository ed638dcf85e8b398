// Sentences as one text, so that a pattern goes over all of them at once, and the way back from a place of the text to
// its sentence. Pure.

/** No pattern reads across it: a blank and a full stop end numbers and clauses, a line break ends what `.` matches. */
const BETWEEN = ' .。\n '

export interface JoinedSentences {
  readonly text: string
  /** Gives the number of the sentence at each place that it is asked for, in rising order. */
  inOrder(): (place: number) => number
  /** The part of a text of the same length that stands where the sentence does. */
  partOf(text: string, sentence: number): string
}

export function joinSentences(sentences: readonly string[]): JoinedSentences {
  const starts: number[] = []
  let length = 0
  for (const sentence of sentences) {
    starts.push(length)
    length += sentence.length + BETWEEN.length
  }
  const startOf = (sentence: number) => starts[sentence] ?? Number.POSITIVE_INFINITY
  return {
    text: sentences.join(BETWEEN),
    inOrder() {
      let at = 0
      return place => {
        while (startOf(at + 1) <= place) at++
        return at
      }
    },
    partOf: (text, sentence) => text.slice(startOf(sentence), startOf(sentence + 1)),
  }
}
