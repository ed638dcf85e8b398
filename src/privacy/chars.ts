// The class of each UTF-16 code unit for the masking rules: one table lookup instead of many regular expressions.

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

/** Stands for each character that joins the groups of one number and would else end a clause (joints.ts). */
export const JOINT = '\ue001'

/** Digits in circles and brackets, raised and lowered ones: kept apart from plain digits, because ①138… begins a
 *  list. */
const symbolDigits =
  '⓪①②③④⑤⑥⑦⑧⑨⓿❶❷❸❹❺❻❼❽❾⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉⓪⓵⓶⓷⓸⓹⓺⓻⓼⓽⓪➀➁➂➃➄➅➆➇➈⓪➊➋➌➍➎➏➐➑➒⓪⑴⑵⑶⑷⑸⑹⑺⑻⑼⓪㊀㊁㊂㊃㊄㊅㊆㊇㊈'
const hanDigits = '零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖'
/** Digits that are no plain ones. */
export const looseDigits: string = hanDigits + symbolDigits
const looseDigitValues = `001234567891123456789${'0123456789'.repeat(8)}`

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

/** The digit that a Han numeral such as 三, 幺 or 捌 or a symbol such as ③ stands for. */
export function looseDigit(char: string): string {
  return looseDigitValues[looseDigits.indexOf(char)] ?? ''
}

/** Which code units are among `chars`. A set of strings would hash each character that is asked for, at ten times
 *  the cost. */
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
  mark(symbolDigits, HAN_DIGIT)
  mark(` -_.()/·${JOINT}`, SEPARATOR)
  mark('@', AT_SIGN)
  mark('·', MIDDLE_DOT)
  return table
}
