// Numbers that a shop published itself: hotlines, couriers. Masking takes some of them for a person's. Pure.

export interface PublicNumbers {
  /** The text without them, for masking to look at. */
  without(text: string): string
}

/** Signs that writers put between groups of digits. */
const JOINT = '[\\s()（）–—-]{0,2}'

/** `numbers` as their owner writes them; only their digits count. */
export function createPublicNumbers(numbers: readonly string[]): PublicNumbers {
  if (numbers.length === 0) return { without: text => text }
  const digits = numbers.map(number => number.replaceAll(/\D/g, ''))
  // Of two that begin alike the longer one is meant.
  const choices = digits.sort((one, other) => other.length - one.length).map(one => [...one].join(JOINT))
  const anyOfThem = new RegExp(`(?<!\\d)(?:${choices.join('|')})(?!\\d)`, 'g')
  return { without: text => text.replaceAll(anyOfThem, ' ') }
}
