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
  if (flat.test(text)) return text
  return text.replace(fullWidth, toHalfWidth).toLowerCase().replace(notWord, '')
}

function toHalfWidth(char: string): string {
  return String.fromCharCode(char.charCodeAt(0) - 0xfee0)
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
