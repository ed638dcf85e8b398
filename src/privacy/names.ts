// The names dictionary as the name rule asks it, built once from the word lists and the operator's own names.
import { charSet } from './chars.js'
import {
  ambiguousSurnames,
  compoundSurnames,
  everydayWords,
  givenChars,
  givenOnlyChars,
  productNames,
  surnames,
  transliterated,
  unlikelySurnames,
  wordySurnames,
} from './names.zh.js'
import { createWordList } from './word-list.js'

/** Cuts a run of Han characters into words; a cut at a word's end does not change the words behind it. */
export interface NameSegmenter {
  cut(han: string): readonly string[]
  /** True when the dictionary knows the word as a person's name. */
  isName(word: string): boolean
}

export interface Names {
  /** Length of the surname that starts at `at`: 0 when none does. */
  surnameAt(text: string, at: number): 0 | 1 | 2
  isAmbiguous(surname: string): boolean
  /** Ambiguous, and met as a word all the time. */
  isWordy(surname: string): boolean
  /** A name only after a clear cue. */
  isUnlikely(surname: string): boolean
  isGiven(char: string): boolean
  /** Hardly ever met outside given names. */
  isGivenOnly(char: string): boolean
  isTransliterated(char: string): boolean
  /** The same of a code unit. */
  isSyllable(unit: number): boolean
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
  const isSurname = charSet(surnames + ambiguousSurnames + unlikelySurnames)
  const isAmbiguous = charSet(ambiguousSurnames)
  const isWordy = charSet(wordySurnames)
  const isUnlikely = charSet(unlikelySurnames)
  const compounds = compoundSurnames.split(' ')
  const compound = createWordList(compounds)
  const startsCompound = charSet(compounds.map(surname => surname.charAt(0)).join(''))
  const isGiven = charSet(givenChars)
  const isGivenOnly = charSet(givenOnlyChars)
  const isSyllable = charSet(transliterated)
  const products = new Set(productNames.split(' '))
  const words = createWordList([...everydayWords.split(' '), ...products])
  const ownNames = own.map(name => name.trim()).filter(name => name.length >= 2)
  const known = createWordList(ownNames)
  const knownStarts = beginningsOf(ownNames)
  return {
    surnameAt(text, at) {
      const unit = text.charCodeAt(at)
      if (startsCompound(unit) && compound.longestAt(text, at) > 0) return 2
      return isSurname(unit) ? 1 : 0
    },
    isAmbiguous: surname => surname.length === 1 && isAmbiguous(surname.charCodeAt(0)),
    isWordy: surname => surname.length === 1 && isWordy(surname.charCodeAt(0)),
    isUnlikely: surname => surname.length === 1 && isUnlikely(surname.charCodeAt(0)),
    isGiven: char => isGiven(char.charCodeAt(0)),
    isGivenOnly: char => isGivenOnly(char.charCodeAt(0)),
    isTransliterated: char => isSyllable(char.charCodeAt(0)),
    isSyllable,
    wordAt: words.longestAt,
    isProduct: word => products.has(word),
    startsCompound: char => startsCompound(char.charCodeAt(0)),
    knownAt: known.longestAt,
    mayBeKnown: (text, at) => knownStarts.size > 0 && knownStarts.has(text.slice(at)),
  }
}

function beginningsOf(words: readonly string[]): ReadonlySet<string> {
  const beginnings = new Set<string>()
  for (const word of words) {
    for (let length = 1; length <= word.length; length++) beginnings.add(word.slice(0, length))
  }
  return beginnings
}
