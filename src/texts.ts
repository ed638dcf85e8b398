// Every sentence a customer can see, one table per language. TEXTS_FILE replaces single sentences of it.
import { asRecord } from './json.js'
import { type Language, languageOf } from './language.js'
import { type ProblemKind, problems } from './problem.js'
import {
  type NoticeKind,
  noticeKinds,
  type OrderKind,
  orderKinds,
  type PeopleKind,
  peopleKinds,
} from './text-kinds.js'

export interface Texts {
  /** The sentence to show when a request ends in a problem. */
  readonly problems: Readonly<Record<ProblemKind, string>>
  /** The answer when nothing else can answer, by why. None promises what nobody will do. */
  readonly notices: Readonly<Record<NoticeKind, string>>
  /** Sentences about people, by their occasion. */
  readonly people: Readonly<Record<PeopleKind, string>>
  /** There is no such address. */
  readonly noSuchPath: string
  /** Begins an answer that retrieval is not sure of. */
  readonly unsure: string
  /** The answer to a question that holds a refused term. */
  readonly blocked: string
  /** The answer to a question that holds a term which is for people to answer. */
  readonly blockedHandoff: string
  /** Stands in for an answer that held a term that may not pass. */
  readonly blockedAnswer: string
  /** Sentences on orders, missing proof and confirming, by occasion. */
  readonly orders: Readonly<Record<OrderKind, string>>
}

const zh: Texts = {
  problems: {
    'malformed-json': '请求格式有误，请刷新后重试',
    'invalid-utf8': '请求格式有误，请刷新后重试',
    'bad-request': '请求格式有误，请刷新后重试',
    unauthorized: '登录已失效，请重新登录',
    forbidden: '您没有权限进行此操作',
    'not-found': '会话不存在或已结束',
    'model-not-found': '没有这个模型，可用的模型是 rushdesk',
    'method-not-allowed': '不支持此操作',
    held: '客服正在处理这个会话',
    'not-held': '这个会话不在您手中',
    'not-waiting': '这个会话没有在排队',
    'at-capacity': '该客服接待已满',
    'seat-away': '该客服不在线',
    'already-answered': '这条消息已经回复，无法取消',
    gone: '这条消息已取消，或会话已删除',
    'confirm-expired': '确认已过期，请重新提出',
    'precondition-failed': '内容已被他人修改，请刷新后再试',
    'too-large': '消息太长，请缩短后再发',
    'unsupported-media-type': '请求格式有误，请刷新后重试',
    'invalid-field': '消息内容有误，请检查后再发',
    'image-refused': '这张图片无法接收，请换一张，或用文字描述您的问题',
    'key-reused': '请求重复，请刷新后重试',
    'address-limited': '当前网络的请求过多，请稍后再试',
    'rate-limited': '客服繁忙，请稍后再试',
    'mailbox-full': '您的消息正在逐条处理，请稍后再发',
    'images-full': '本次会话的图片已达上限，请用文字描述您的问题',
    overloaded: '客服繁忙，请稍后再试',
    internal: '系统开小差了，请稍后再试',
    'masking-failed': '系统开小差了，请稍后再试',
    'store-away': '暂时无法读取或保存对话，请稍后再试',
    'deadline-passed': '这条消息未能及时回复，请稍后再发一次',
    draining: '连接正在切换，请稍后再试',
  },
  notices: {
    'not-understood': '抱歉，我没有找到这个问题的答案。请换个说法，或说得更具体一些再问一次。',
    'vendor-away':
      '抱歉，智能回答暂时不可用，这个问题我现在答不上来。请过几分钟再问一次；常见问题现在仍可以问我。',
    declined: '抱歉，这个问题我无法回答。请换个说法，或咨询其他问题。',
    busy: '现在咨询的人较多，这个问题没能回答。请稍等片刻再问一次；常见问题现在仍可以问我。',
  },
  people: {
    'bot-off': '您选择了不使用智能回答，现在没有人工客服在线。您可以留言，或重新打开智能回答。',
    closed: '本次人工服务已结束，这条消息没有回复。如还需要帮助，请再发一次。',
    asked: '已为您排队等待人工客服。等待时仍可以继续提问。',
    held: '人工客服正在为您服务，请直接发送您的问题。',
    hours: '现在不在人工服务时间。您可以留言，也可以继续问我。',
    nobody: '现在没有人工客服在线。您可以留言，也可以继续问我。',
    full: '现在等待人工客服的人太多。您可以留言，也可以稍后再试。',
    long: '现在等待人工客服的时间较长。您可以留言，也可以稍后再试。',
    picture: '图片里的内容我看不到。需要的话请告诉我“转人工”，由客服为您查看。',
  },
  noSuchPath: '没有这个地址，请检查链接',
  unsure: '您可能想问：',
  blocked: '抱歉，这个问题我无法回答。请换个说法，或咨询其他问题。',
  blockedHandoff: '抱歉，这个问题我无法在这里处理，请通过商城公布的客服渠道联系我们。',
  blockedAnswer: '抱歉，这个问题我暂时无法回答。请换个问法，或咨询其他问题。',
  orders: {
    unknown: '没有查到订单 {order}，请核对订单号后再试。',
    slow: '订单系统现在响应较慢，暂时查不到您的订单。请稍后再问一次，或在“我的订单”里查看。',
    which: '您想查询哪一笔订单？请点选：',
    none: '没有查到您最近的订单。如果知道订单号，请发给我。',
    found: '查到的情况如下：',
    unproven: '其余部分我没有查到依据，不能向您保证。需要的话请告诉我“转人工”，由客服为您核实。',
    confirm: '请确认下面的操作，确认后才会执行：',
    'confirm-seat': '下面的操作需要人工客服确认后才会执行：',
  },
}

const en: Texts = {
  problems: {
    'malformed-json': 'The request could not be read. Please reload and try again.',
    'invalid-utf8': 'The request could not be read. Please reload and try again.',
    'bad-request': 'The request could not be read. Please reload and try again.',
    unauthorized: 'Your session has ended. Please sign in again.',
    forbidden: 'You may not do that.',
    'not-found': 'This conversation does not exist or has ended.',
    'model-not-found': 'There is no such model. The one that exists is rushdesk.',
    'method-not-allowed': 'That is not possible here.',
    held: 'One of our colleagues is taking care of this conversation.',
    'not-held': 'You do not hold this conversation.',
    'not-waiting': 'This conversation is not in the queue.',
    'at-capacity': 'That colleague has as many chats as they may.',
    'seat-away': 'That colleague is not available.',
    'already-answered': 'This message has been answered and cannot be cancelled.',
    gone: 'This message was cancelled or its conversation deleted.',
    'confirm-expired': 'It is too late to confirm this. Please ask for it again.',
    'precondition-failed': 'Somebody else has changed it meanwhile. Please reload and try again.',
    'too-large': 'The message is too long. Please shorten it.',
    'unsupported-media-type': 'The request could not be read. Please reload and try again.',
    'invalid-field': 'Something in the message is not acceptable. Please check it.',
    'image-refused': 'This picture cannot be taken. Please try another one or describe it in words.',
    'key-reused': 'The request was repeated with another text. Please reload and try again.',
    'address-limited': 'Too many requests come from your network. Please try again in a moment.',
    'rate-limited': 'Our service is busy. Please try again in a moment.',
    'mailbox-full': 'Your messages are being answered one by one. Please wait a moment.',
    'images-full':
      'This conversation has as many pictures as it may. Please describe your question in words.',
    overloaded: 'Our service is busy. Please try again in a moment.',
    internal: 'Something went wrong on our side. Please try again later.',
    'masking-failed': 'Something went wrong on our side. Please try again later.',
    'store-away': 'Conversations cannot be read or saved right now. Please try again later.',
    'deadline-passed': 'This message was not answered in time. Please send it again later.',
    draining: 'The connection is being moved. Please try again in a moment.',
  },
  notices: {
    'not-understood':
      'Sorry, I found no answer to this question. Please put it differently or give more detail, and ask again.',
    'vendor-away':
      'Sorry, I cannot answer this right now, because our assistant is not available. Please ask again in a few minutes; common questions can still be answered.',
    declined: 'Sorry, this is a question I cannot answer. Please put it differently or ask something else.',
    busy: 'Many customers are asking right now and this question was not answered. Please ask again in a moment; common questions can still be answered.',
  },
  people: {
    'bot-off':
      'You have switched automatic answers off, and nobody is available right now. You can leave a message or switch them on again.',
    closed:
      'This conversation with our colleague has ended and this message was not answered. Please send it again if you still need help.',
    asked: 'You are waiting for one of our colleagues. Meanwhile you can go on asking.',
    held: 'One of our colleagues is with you. Please just send your question.',
    hours: 'Our colleagues are not at work right now. You can leave a message or go on asking me.',
    nobody: 'None of our colleagues is available right now. You can leave a message or go on asking me.',
    full: 'Too many customers are waiting for our colleagues. You can leave a message or try again later.',
    long: 'The wait for our colleagues is long right now. You can leave a message or try again later.',
    picture: 'I cannot see what is in the picture. If you need it looked at, ask for a person.',
  },
  noSuchPath: 'There is no such address. Please check the link.',
  unsure: 'You may be asking: ',
  blocked: 'Sorry, this is a question I cannot answer. Please put it differently or ask something else.',
  blockedHandoff:
    'Sorry, I cannot help with this here. Please use the contact options that the shop publishes.',
  blockedAnswer:
    'Sorry, I have no answer to this right now. Please put it differently or ask something else.',
  orders: {
    unknown: 'I found no order {order}. Please check the number and try again.',
    slow: 'The order system is slow right now and I cannot look up your order. Please ask again in a moment, or look in "My orders".',
    which: 'Which order do you mean? Please tap one:',
    none: 'I found no recent order of yours. If you know its number, please send it.',
    found: 'This is what I found:',
    unproven: 'I cannot vouch for the rest of it. If you need it confirmed, ask for a person.',
    confirm: 'Please confirm this. Nothing is done before you do:',
    'confirm-seat': 'A person has to confirm this. Nothing is done before:',
  },
}

const groupNames = {
  notices: noticeKinds,
  people: peopleKinds,
  orders: orderKinds,
  problems: Object.keys(problems),
} as const

export interface TextTable {
  /** A shop's sentences in the language that an Accept-Language header likes best; Chinese when it names neither. Without
   *  a shop those of all shops. */
  for(acceptLanguage: string | undefined, shop?: string): Texts
}

/** All sentences, with a shop's own in place. `overrides` is TEXTS_FILE, parsed: `{zh?: {unsure?, blocked?, …, notices?: {…}, problems?: {…}}, en?: …}`. Throws
 *  TypeError naming the entry that is no known sentence. */
export function sentencesBy(overrides: unknown): Readonly<Record<Language, Texts>> {
  const given = asRecord(overrides ?? {}, 'TEXTS_FILE')
  const table: Record<Language, Texts> = { zh: merge(zh, given.zh, 'zh'), en: merge(en, given.en, 'en') }
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(table, name)) throw new TypeError(`${name} is not a language with sentences (zh, en)`)
  }
  return table
}

/** The same sentences for every shop. */
export function createTexts(overrides: unknown): TextTable {
  const table = sentencesBy(overrides)
  return { for: acceptLanguage => table[languageOf(acceptLanguage)] }
}

function merge(base: Texts, overrides: unknown, at: string): Texts {
  const { problems: kinds, notices, people, orders, ...sentences } = asRecord(overrides ?? {}, at)
  const names = Object.keys(base).filter(name => !(name in groupNames))
  const group = <G extends keyof typeof groupNames>(name: G, given: unknown): Texts[G] => {
    const groupAt = `${at}.${name}`
    return { ...base[name], ...checkSentences(asRecord(given ?? {}, groupAt), groupNames[name], groupAt) }
  }
  return {
    ...base,
    ...checkSentences(sentences, names, at),
    notices: group('notices', notices),
    people: group('people', people),
    orders: group('orders', orders),
    problems: group('problems', kinds),
  }
}

function checkSentences(
  given: Record<string, unknown>,
  names: readonly string[],
  at: string,
): Record<string, string> {
  for (const [name, sentence] of Object.entries(given)) {
    if (!names.includes(name) || typeof sentence !== 'string') {
      throw new TypeError(`${at}.${name} is not a sentence that can be replaced`)
    }
  }
  return given as Record<string, string>
}
