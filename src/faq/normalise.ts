// The normal form of a question: what a hash lookup of pinned, hot and FAQ phrasings compares. Two texts share a
// form only if they ask the same, so 吗 stays (可以退吗 asks, 可以退 tells) and only polite wrapping goes.

const fullWidth = /[\uff01-\uff5e]/g
const notWord = /[^\p{L}\p{N}]+/gu
const opening =
  /^(?:你好|您好|亲亲|亲|哈喽|哈啰|嗨|hello|hi|nihao|在吗|在么|在不在|有人吗|有人在吗|我?(?:就?想)?(?:请问|问|麻烦问|请教)(?:一下|下(?![单不架载次周个午班面错月])|问)?|打扰一下)/
const closing = /(?:[呢啊呀哦喔噢哈啦呐哟哒亲]|谢谢[你您]?|多谢|谢了)$/
const otherMa = /(?:嘛|(?<![什怎这那多要])么)$/

/** The normal form of `text`; applying it twice changes nothing. Cheap enough for the main thread. */
export function normalise(text: string): string {
  return unwrap(flatten(text)).replace(otherMa, '吗')
}

/** Most short questions are flat as they are typed, and to see that takes a twentieth of making it so. */
const flat = /^[a-z0-9\u4e00-\u9fff]*$/

/** Letters and digits alone, half width and lower case. */
export function flatten(text: string): string {
  return flat.test(text) ? text : (flattenUsual(text) ?? flattenAny(text))
}

function flattenAny(text: string): string {
  return text.replace(fullWidth, toHalfWidth).toLowerCase().replace(notWord, '')
}

function toHalfWidth(char: string): string {
  return String.fromCharCode(char.charCodeAt(0) - 0xfee0)
}

/** Where the units of usual questions stand beside Han characters: ASCII, full width, Chinese and typographic
 *  punctuation. In none of them does a unit's form hang on its neighbours. */
const usualUnits = [
  [0x00, 0x7f],
  [0x2010, 0x2027],
  [0x3000, 0x303f],
  [0xff00, 0xff5e],
] as const
const [HAN_FROM, HAN_TO] = [0x4e00, 0x9fff]
const UNUSUAL = -1
const LEFT_OUT = -2

/** The flat form of each usual unit. */
const forms = new Int32Array(65_536).fill(UNUSUAL)
for (let unit = HAN_FROM; unit <= HAN_TO; unit++) forms[unit] = unit
for (const [from, to] of usualUnits) {
  for (let unit = from; unit <= to; unit++) {
    const form = flattenAny(String.fromCharCode(unit))
    forms[unit] = form === '' ? LEFT_OUT : form.charCodeAt(0)
  }
}

/** The same as `flattenAny`, at a quarter of the cost; undefined for a text that holds an unusual unit. */
function flattenUsual(text: string): string | undefined {
  let flattened = ''
  let done = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    const form = forms[unit] ?? UNUSUAL
    if (form === unit) continue
    if (form === UNUSUAL) return undefined
    flattened += text.slice(done, i)
    if (form !== LEFT_OUT) flattened += String.fromCharCode(form)
    done = i + 1
  }
  return flattened + text.slice(done)
}

/** Takes greetings off the front and softening words off the end, as long as at least two characters stay. */
function unwrap(flat: string): string {
  let core = flat
  for (;;) {
    const peeled = peel(peel(core, opening), closing)
    if (peeled === core) return core
    core = peeled
  }
}

function peel(core: string, wrapping: RegExp): string {
  const peeled = core.replace(wrapping, '')
  return peeled.length < 2 ? core : peeled
}
