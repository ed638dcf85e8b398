// A list of words that is asked at every offset of a text: the cost of an answer does not grow with the list.

export interface WordList {
  /** Length of the longest word that starts at `at`; 0 when none does. */
  longestAt(text: string, at: number): number
}

/** Of words of two characters and more. */
export function createWordList(words: readonly string[]): WordList {
  if (words.length === 0) return { longestAt: () => 0 }
  const all = new Set(words)
  const lengths = lengthsByPair(words)
  return {
    longestAt(text, at) {
      const lengthsHere = lengths.get(pairAt(text, at))
      if (lengthsHere === undefined) return 0
      for (const length of lengthsHere) if (all.has(text.slice(at, at + length))) return length
      return 0
    },
  }
}

/** Lengths of the words that start with a pair of characters, longest first. */
function lengthsByPair(words: readonly string[]): ReadonlyMap<number, readonly number[]> {
  const sets = new Map<number, Set<number>>()
  for (const word of words) {
    const pair = pairAt(word, 0)
    sets.set(pair, (sets.get(pair) ?? new Set<number>()).add(word.length))
  }
  const sorted = Array.from(sets, ([pair, set]) => [pair, [...set].sort((a, b) => b - a)] as const)
  return new Map(sorted)
}

/** Two code units as one number, which is looked up without making or hashing a string. */
function pairAt(text: string, at: number): number {
  return (text.charCodeAt(at) << 16) | text.charCodeAt(at + 1)
}
