// Which UTF-16 code unit stands for which: the tables that fold.ts reads. Built once from the Unicode data of the
// engine.

/** The unit has no form of its own in folded text: invisible characters, and marks drawn over other characters. */
export const DROPPED = 0
/** The unit begins a surrogate pair, which is looked up as one character. */
export const PAIR = 1

const invisible = /^\p{Default_Ignorable_Code_Point}$/u
const decimal = /^\p{Nd}$/u
/** Every unit stands for itself at first. */
const unfolded = new Uint16Array(65_536).map((_, unit) => unit)
/** The same as a text: one search in it finds all units of a kind. Asking each unit takes a tenth of a second of every
 *  start. */
const everyUnit = Buffer.from(unfolded.buffer).toString('utf16le')

/** The folded form of a unit; units without another form are folded to themselves. */
export const unitFolds: Uint16Array = buildUnitFolds()

/** The folded form of a character beyond the first plane: a digit, a letter, '' when it is dropped, else undefined. */
export function pairFold(char: string): string | undefined {
  if (invisible.test(char)) return ''
  const plain = decimal.test(char) ? digitOf(char.codePointAt(0) ?? 0) : char.normalize('NFKC')
  return /^[0-9A-Za-z]$/.test(plain) ? plain : undefined
}

function buildUnitFolds(): Uint16Array {
  const table = unfolded.slice()
  const fold = (units: Iterable<number>, to: (unit: number) => number) => {
    for (const unit of units) table[unit] = to(unit)
  }
  fold(unitsOf(/\p{Nd}/gu), unit => digitOf(unit).charCodeAt(0))
  fold(range(0x2100, 0x24ff), letterOf)
  fold(range(0xff01, 0xff5e), unit => unit - 0xfee0)
  fold([...unitsOf(/\p{Zs}/gu), 9, 11, 12, 0x2800], () => 32)
  fold([0x85, 0x2028, 0x2029], () => 10)
  fold([...unitsOf(/\p{Pd}/gu), 0x2212], () => 45)
  fold([0x2022, 0x30fb, 0x2219, 0x22c5, 0x2027], () => 0xb7)
  fold([0x301c], () => 126)
  fold([...range(0, 8), ...range(14, 31), ...range(0x7f, 0x84), ...range(0x86, 0x9f)], () => DROPPED)
  // Strokes, keycaps and circles that are drawn over the character before them.
  fold([...range(0x0300, 0x036f), ...range(0x20d0, 0x20f0), ...range(0xfe20, 0xfe2f)], () => DROPPED)
  fold(unitsOf(/\p{Default_Ignorable_Code_Point}/gu), () => DROPPED)
  fold(range(0xd800, 0xdbff), () => PAIR)
  return table
}

/** Decimal digits stand in rows of ten, in order, from a row's zero on (Unicode Standard, section 4.6). */
function digitOf(code: number): string {
  let zero = code
  while (decimal.test(String.fromCodePoint(zero - 1))) zero--
  return String((code - zero) % 10)
}

/** The letter that an enclosed or letterlike symbol is a form of; the unit itself when there is none. */
function letterOf(unit: number): number {
  const plain = String.fromCharCode(unit).normalize('NFKC')
  return /^[A-Za-z]$/.test(plain) ? plain.charCodeAt(0) : unit
}

function unitsOf(shape: RegExp): number[] {
  return (everyUnit.match(shape) ?? []).map(unit => unit.charCodeAt(0))
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}
