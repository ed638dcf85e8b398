// What each UTF-16 code unit is to the masking rules: one table lookup instead of many regular expressions.
// Folding keeps offsets: one unit becomes one unit.

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

const folds = buildFolds()
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

/** Full width to half width, every dash to '-', every blank to ' '. Same length. */
export function fold(text: string): string {
  let folded = ''
  let done = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    const to = folds[unit] ?? unit
    if (to === unit) continue
    folded += text.slice(done, i) + String.fromCharCode(to)
    done = i + 1
  }
  return done === 0 ? text : folded + text.slice(done)
}

/** The digit that a Han numeral such as 三, 幺 or 捌 stands for. */
export function hanDigit(char: string): string {
  return hanDigitValues[hanDigits.indexOf(char)] ?? ''
}

function buildFolds(): Uint16Array {
  const table = Uint16Array.from({ length: 65_536 }, (_, unit) => unit)
  for (let unit = 0xff01; unit <= 0xff5e; unit++) table[unit] = unit - 0xfee0
  for (const blank of '\u00a0\u2002\u2003\u2009\u202f\u3000\t') table[blank.charCodeAt(0)] = 32
  for (const dash of '\u2010\u2011\u2012\u2013\u2014\u2015\u2212') table[dash.charCodeAt(0)] = 45
  for (const dot of '•・∙⋅‧．') table[dot.charCodeAt(0)] = dot === '．' ? 46 : 0xb7
  return table
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
  mark(' -.()/\u200b', SEPARATOR)
  mark('@', AT_SIGN)
  mark('·', MIDDLE_DOT)
  return table
}
