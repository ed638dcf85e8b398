// What each UTF-16 code unit is to the masking rules: one table lookup instead of many regular expressions.

export const DIGIT = 1
export const LETTER = 2
export const HAN_DIGIT = 4
export const HAN = 8
/** Ends a clause: no hit reaches over it. */
export const STOP = 16
/** May stand inside a written number. */
export const SEPARATOR = 32
export const AT_SIGN = 64
export const MIDDLE_DOT = 128

const hanDigits = '零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖'
const hanDigitValues = '001234567891123456789'

const classes = buildClasses()

export function classOf(unit: number): number {
  return classes[unit] ?? 0
}

export function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57
}

export function isHan(unit: number): boolean {
  return (classOf(unit) & HAN) !== 0
}

/** ASCII letter or digit. */
export function isAlnum(unit: number): boolean {
  return (classOf(unit) & (DIGIT | LETTER)) !== 0
}

/** The digit that a Han numeral such as 三, 幺 or 捌 stands for. */
export function hanDigit(char: string): string {
  return hanDigitValues[hanDigits.indexOf(char)] ?? ''
}

/** Which code units are among `chars`. A set of strings would hash each character that is asked for, at ten times the cost. */
export function charSet(chars: string): (unit: number) => boolean {
  const bits = new Uint8Array(65_536 / 8)
  for (let i = 0; i < chars.length; i++) {
    const unit = chars.charCodeAt(i)
    bits[unit >> 3] = (bits[unit >> 3] ?? 0) | (1 << (unit & 7))
  }
  return unit => ((bits[unit >> 3] ?? 0) & (1 << (unit & 7))) !== 0
}

function buildClasses(): Uint8Array {
  const table = new Uint8Array(65_536)
  const mark = (chars: string, bits: number) => {
    for (const char of chars) table[char.charCodeAt(0)] = (table[char.charCodeAt(0)] ?? 0) | bits
  }
  for (let unit = 0x4e00; unit <= 0x9fff; unit++) table[unit] = HAN
  mark('0123456789', DIGIT)
  mark('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ', LETTER)
  mark(hanDigits, HAN_DIGIT | HAN)
  mark('\n\r,!?;。', STOP)
  mark(' -_.()/·\u200b', SEPARATOR)
  mark('@', AT_SIGN)
  mark('·', MIDDLE_DOT)
  return table
}
