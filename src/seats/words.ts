// Does a customer ask for a person by what they write? Only a text whose whole meaning is that does. Pure.

export interface PersonWords {
  /** A text that says no more than one of these asks for a person. */
  readonly words: readonly string[]
  /** Where one of these stands, nobody is asked for. */
  readonly not_words: readonly string[]
}

/** Why a person is asked for. */
export type AskedReason = 'asked' | 'refused-ai'

export type ReadWords = (text: string) => AskedReason | undefined

/** A longer text says more than that. */
const LENGTH_MAX = 40
/** What does not change the meaning: punctuation, blanks, and what is said for politeness before and after. */
const noise = /[\s\p{P}\p{S}]/gu
const before =
  /^(?:你好|您好|请问|请|麻烦|亲|能不能|可不可以|可以|能|快|赶紧|马上|帮我|给我|我想|我要|我|please|hi|hello|can i|i want to|i want a|i want)+/u
const after = /(?:一下|吧|啊|呀|呢|吗|了|谢谢|好吗|可以吗|行吗|please|thanks)+$/u
/** Of those who refuse to be answered by a machine. */
const refusesAi = /机器人|智能|(?:^|\W)ai|bot/u

export function createReadWords({ words, not_words: notWords }: PersonWords): ReadWords {
  const wanted = new Set(words.flatMap(word => [plain(word), core(word)]))
  const others = notWords.map(plain)
  return text => {
    if (text.length > LENGTH_MAX) return undefined
    const said = plain(text)
    if (said === '' || others.some(other => said.includes(other))) return undefined
    if (!wanted.has(said) && !wanted.has(core(text))) return undefined
    return refusesAi.test(said) ? 'refused-ai' : 'asked'
  }
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(noise, '')
}

/** Without what was said for politeness; '' never counts as said. */
function core(text: string): string {
  const spoken = text
    .normalize('NFKC')
    .toLowerCase()
    .trim()
    .replace(/[\p{P}\p{S}]/gu, '')
  const left = plain(spoken.replace(before, '').replace(after, ''))
  return left === '' ? plain(text) : left
}
