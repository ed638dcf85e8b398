// Numbers that a shop published itself: hotlines, couriers. Masking takes some of them for a person's. Pure.

export interface PublicNumbers {
  /** The text without them, for masking to look at. */
  without(text: string): string
  /** The text with a sign in the place of each, which no rule of masking knows; `restore` puts them back into what
   *  masking made of the text. */
  apart(text: string): ApartNumbers
}

export interface ApartNumbers {
  readonly text: string
  restore(masked: string): string
}

/** Of Unicode's private use: the first sign, and as many as a text may have. A text with such signs keeps its numbers. */
const SIGN = 0xe000
const SIGNS = 200
const anySign = /[\ue000-\ue0c7]/g

/** Signs that writers put between groups of digits. */
const JOINT = '[\\s()（）–—-]{0,2}'

/** `numbers` as their owner writes them; only their digits count. */
export function createPublicNumbers(numbers: readonly string[]): PublicNumbers {
  if (numbers.length === 0) return { without: text => text, apart: asItIs }
  const digits = numbers.map(number => number.replaceAll(/\D/g, ''))
  // Of two that begin alike the longer one is meant.
  const choices = digits.sort((one, other) => other.length - one.length).map(one => [...one].join(JOINT))
  const anyOfThem = new RegExp(`(?<!\\d)(?:${choices.join('|')})(?!\\d)`, 'g')
  return {
    without: text => text.replaceAll(anyOfThem, ' '),
    apart(text) {
      const found = text.match(anyOfThem) ?? []
      if (found.length === 0 || found.length > SIGNS || text.search(anySign) >= 0) return asItIs(text)
      let count = 0
      return {
        text: text.replaceAll(anyOfThem, () => String.fromCharCode(SIGN + count++)),
        restore: masked => masked.replaceAll(anySign, sign => found[sign.charCodeAt(0) - SIGN] ?? sign),
      }
    },
  }
}

const asItIs = (text: string): ApartNumbers => ({ text, restore: masked => masked })
