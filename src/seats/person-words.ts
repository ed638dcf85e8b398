// Recognises texts by which customers ask for a person. A whole text means that when one clause asks, and each other
// clause asks, too, or is a courtesy. A text with a clause of another kind asks for a person and for something else. Pure.

export interface PersonWords {
  /** A text that consists of one of these asks for a person. */
  readonly words: readonly string[]
  /** A text that contains one of these asks for nobody. */
  readonly not_words: readonly string[]
}

/** Reason of a customer's wish for a person. */
export type AskedReason = 'asked' | 'refused-ai'

export function isAsked(reason: string | undefined): reason is AskedReason {
  return reason === 'asked' || reason === 'refused-ai'
}

export type ReadPersonWords = (text: string) => AskedReason | undefined

/** A longer text or clause says more than the wish for a person. */
const LENGTH_MAX = 40
/** In a longer text a clause is no wish that the customer would be offered a person for. */
const MIXED_MAX = 200
const noise = /[\s\p{P}\p{S}]/gu
/** Clauses end at punctuation, and at a blank beside a Chinese character: blanks between English words do not end one. */
const clauseEnd = /[\p{P}\p{S}]+|(?<=\p{Script=Han})\s+|\s+(?=\p{Script=Han})/u
/** Words of politeness or hurry, which do not change the meaning. */
const courtesy =
  /^(?:你好|您好|hello|hi|hey|在吗|在不在|谢谢|多谢|thanks|thank you|please|快点|急|喂|亲)+(?:啊|呀|哦)?$/u
/** Words that lead to the wanted thing. */
const before =
  /^(?:你好|您好|请问|请|麻烦|亲|能不能|可不可以|可以|能|快点|快|赶紧|马上|立刻|直接|帮我|帮|给我|我们|我|想要|想|需要|要|怎么才能|怎么|如何|怎样|在哪|有没有|有|是不是|转接到|转接|转到|转|切换到|切换|接入|连接|接|换成|换个|换|找个|找|叫个|叫|喊|呼叫|联系|来个|来一个|来|让|跟|和|一下|到)+/u
const beforeEnglish =
  /^(?:(?:please|hi|hello|can|could|may|i|we|want|need|would|like|let|me|get|give|connect|transfer|put|through|talk|speak|chat|to|with|is|there|a|an|the|real|live)\s+)+/u
/** Words that follow the wanted thing. */
const after =
  /(?:一下|在不在|在吗|在么|怎么转|好吗|可以吗|行吗|人呢|处理|来|说话|说|聊|沟通|吧|啊|呀|呢|吗|么|呗|嘛|了|谢谢|please|thanks|now|asap|\s)+$/u
/** Words of customers who refuse answers by a machine. */
const refusesAi = /机器人|人机|智能|自动回复|(?:^|\P{L}|\p{Script=Han})ai|bot/u

export function createReadPersonWords(own: PersonWords): ReadPersonWords {
  const wishIn = createReadWish(own)
  return text => {
    if (text.length > LENGTH_MAX) return undefined
    const wish = wishIn(text)
    if (wish === undefined || wish.isMixed) return undefined
    return refusesAi.test(wish.said) ? 'refused-ai' : 'asked'
  }
}

/** True of a text that asks for a person and for something else. */
export type ReadMixedWish = (text: string) => boolean

export function readMixedWishOf(own: PersonWords): ReadMixedWish {
  const wishIn = createReadWish(own)
  return text => text.length <= MIXED_MAX && wishIn(text)?.isMixed === true
}

interface Wish {
  /** The text without blanks and punctuation. */
  readonly said: string
  readonly isMixed: boolean
}

function createReadWish({ words, not_words: notWords }: PersonWords): (text: string) => Wish | undefined {
  const wanted = new Set(words.map(plain))
  // Plain words hold no punctuation, so that each means itself in an expression.
  const aWantedWord = new RegExp([...wanted].join('|'))
  const others = notWords.map(plain)

  const asks = (clause: string): boolean =>
    clause.length <= LENGTH_MAX && (wanted.has(once(plain(clause))) || wanted.has(once(plain(core(clause)))))

  return text => {
    const written = text.normalize('NFKC').toLowerCase().trim()
    const said = plain(written)
    // Nearly every text ends here: a clause can only be a wanted word that stands in the text.
    if (said === '' || !aWantedWord.test(said)) return undefined
    if (others.some(other => said.includes(other))) return undefined
    if (asks(said)) return { said, isMixed: false }
    const clauses = written.split(clauseEnd).filter(clause => plain(clause) !== '')
    if (!clauses.some(asks)) return undefined
    return { said, isMixed: clauses.some(clause => !asks(clause) && !courtesy.test(clause.trim())) }
  }
}

function plain(text: string): string {
  return text.replace(noise, '')
}

/** The clause without the words before and after the wanted thing. */
function core(clause: string): string {
  return clause.trim().replace(before, '').replace(beforeEnglish, '').replace(after, '')
}

/** A repeated word counts as one. */
function once(word: string): string {
  return word.replace(/^(.+?)\1+$/u, '$1')
}
