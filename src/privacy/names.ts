// The names dictionary as the name rule asks it, built once from the word lists and the operator's own names.
import {
  ambiguousSurnames,
  compoundSurnames,
  everydayWords,
  givenChars,
  productNames,
  surnames,
  tellingChars,
  transliterated,
  unlikelySurnames,
} from './names.zh.js'

/** Cuts a run of Han characters into words; a cut at a word's end does not change the words behind it. */
export interface Segmenter {
  cut(han: string): readonly string[]
  /** True when the dictionary knows the word as a person's name. */
  isName(word: string): boolean
}

export interface Names {
  /** Length of the surname that starts at `at`: 0 when none does. */
  surnameAt(text: string, at: number): 0 | 1 | 2
  isAmbiguous(surname: string): boolean
  /** A name only after a clear cue. */
  isUnlikely(surname: string): boolean
  isGiven(char: string): boolean
  /** Hardly ever met outside given names. */
  isTelling(char: string): boolean
  isTransliterated(char: string): boolean
  /** Length of the everyday word, product or public figure that starts there; 0 when none does. */
  wordAt(text: string, at: number): number
  isProduct(word: string): boolean
  startsCompound(char: string): boolean
  /** Length of the operator's longest name that starts at `at`; 0 when none does. */
  knownAt(text: string, at: number): number
  /** The text from `at` to its end is the beginning of an operator's name. */
  mayBeKnown(text: string, at: number): boolean
}

/** `own` are names that the operator adds, one an entry. */
export function createNames(own: readonly string[]): Names {
  const single = new Set(surnames + ambiguousSurnames + unlikelySurnames)
  const ambiguous = new Set(ambiguousSurnames)
  const unlikely = new Set(unlikelySurnames)
  const compound = new Set(compoundSurnames.split(' '))
  const given = new Set(givenChars)
  const telling = new Set(tellingChars)
  const syllables = new Set(transliterated)
  const products = new Set(productNames.split(' '))
  const compoundStarts = new Set(Array.from(compound, surname => surname.charAt(0)))
  const words = byFirst([...everydayWords.split(' '), ...productNames.split(' ')])
  const known = byFirst(own.map(name => name.trim()).filter(name => name.length >= 2))
  return {
    surnameAt(text, at) {
      if (compoundStarts.has(text.charAt(at)) && compound.has(text.slice(at, at + 2))) return 2
      return single.has(text.charAt(at)) ? 1 : 0
    },
    isAmbiguous: surname => ambiguous.has(surname),
    isUnlikely: surname => unlikely.has(surname),
    isGiven: char => given.has(char),
    isTelling: char => telling.has(char),
    isTransliterated: char => syllables.has(char),
    wordAt: (text, at) => longestAt(words, text, at),
    isProduct: word => products.has(word),
    startsCompound: char => compoundStarts.has(char),
    knownAt: (text, at) => longestAt(known, text, at),
    mayBeKnown(text, at) {
      const rest = known.size === 0 ? '' : text.slice(at)
      return rest !== '' && (known.get(rest.charAt(0))?.some(name => name.startsWith(rest)) ?? false)
    },
  }
}

/** Words by first character, the longest first. */
function byFirst(words: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const lists = new Map<string, string[]>()
  for (const word of words) {
    const list = lists.get(word.charAt(0)) ?? []
    list.push(word)
    lists.set(word.charAt(0), list)
  }
  for (const list of lists.values()) list.sort((a, b) => b.length - a.length)
  return lists
}

function longestAt(words: ReadonlyMap<string, readonly string[]>, text: string, at: number): number {
  return words.get(text.charAt(at))?.find(word => text.startsWith(word, at))?.length ?? 0
}
