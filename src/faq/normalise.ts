// The normal form of a question: what a hash lookup of pinned, hot and FAQ phrasings compares. Two texts share a
// form only if they ask the same, so 吗 stays (可以退吗 asks, 可以退 tells) and only polite wrapping goes.

const fullWidth = /[\uff01-\uff5e]/g
const notWord = /[^\p{L}\p{N}]+/gu
const opening =
  /^(?:你好|您好|亲亲|亲|哈喽|哈啰|嗨|hello|hi|nihao|在吗|在么|在不在|有人吗|有人在吗|客服|我?(?:想|就想)?(?:请问|问)(?:一下|下|问)?|打扰一下|麻烦问一?下|请教一?下)/
const closing = /(?:[呢啊呀哦喔噢哈啦呐哟哒亲]|谢谢[你您了]?|多谢|谢了)$/
const otherMa = /嘛$|(?<![什怎这那多要])么$/

/** The normal form of `text`; applying it twice changes nothing. Cheap enough for the main thread. */
export function normalise(text: string): string {
  const bare = text.replace(fullWidth, toHalfWidth).toLowerCase().replace(notWord, '')
  const core = unwrap(bare)
  return core.replace(otherMa, '吗')
}

function toHalfWidth(char: string): string {
  return String.fromCharCode(char.charCodeAt(0) - 0xfee0)
}

/** Peels greetings off the front and softening words off the end, as long as at least two characters stay. */
function unwrap(bare: string): string {
  let core = bare
  for (;;) {
    const peeled = core.replace(opening, '').replace(closing, '')
    if (peeled === core || peeled.length < 2) return core
    core = peeled
  }
}
