// The rules by which a dialog goes to people and reaches a seat: a document of each shop. src/seats acts on it.
import { shopDocument } from '../documents/documents.js'
import { type JsonRules, listOf, oneOf, sentence, whole } from '../documents/fields.js'
import { type JsonDocumentType, jsonDocument } from '../documents/json-document.js'

/** Names are those of the JSON. */
export interface HandoffDocument {
  /** A turn that consists of one of these, repeated or with courtesies, asks for a person. */
  readonly words: readonly string[]
  /** A turn that contains one of these asks for nobody. */
  readonly not_words: readonly string[]
  /** Unhelpful answers in a row. */
  readonly failed_in_row: number
  /** Times that the same answer was given. */
  readonly same_answer: number
  readonly thumbs_down: number
  /** Seconds without an answer. */
  readonly slow_s: number
  readonly mood: 'offer' | 'off'
  readonly security: 'queue' | 'offer' | 'off'
  /** Words that speak of danger and call a person at once. */
  readonly safety_words: readonly string[]
  /** Longest expected wait with which a customer may still join the queue. */
  readonly max_wait_s: number
  readonly routing: 'claim' | 'offer'
  /** Seconds that a seat has to accept an offer. */
  readonly offer_s: number
  /** Number of offers missed in a row that sets a seat away. */
  readonly misses: number
  /** Seconds of the customer's silence after which a dialog no longer counts as load. */
  readonly silent_customer_s: number
  /** Seats may claim beyond their capacity. */
  readonly claim_over: boolean
}

const WORDS_MAX = 500
const WORD_MAX = 40
const DAY_S = 86_400

const words = listOf(sentence(WORD_MAX), WORDS_MAX)
const times = whole(1, 100)
const seconds = whole(1, DAY_S)

const rules: JsonRules<HandoffDocument> = {
  defaults: {
    words: [
      ...[
        '人工',
        '人工客服',
        '人工服务',
        '人工坐席',
        '人工座席',
        '人工台',
        '真人',
        '真人客服',
        '活人',
        '客服',
        '在线客服',
      ],
      ...[
        '转人工',
        '找人工',
        '找真人',
        '转客服',
        '有人吗',
        '有人在吗',
        '有没有人',
        '人呢',
        '来个人',
        '找个人',
        '叫个人',
        '叫个人来',
        '找个人来',
        '找人',
      ],
      ...[
        '不要机器人',
        '我不要机器人',
        '不要机器人回复',
        '不要机器人回答',
        '别用机器人',
        '别让机器人回答',
        '不想和机器人',
        '不想跟机器人',
        '不和机器人',
        '不跟机器人',
      ],
      ...[
        '不要和机器人',
        '不要跟机器人',
        '拒绝机器人',
        '关掉机器人',
        '机器人走开',
        '机器人滚',
        '机器人滚开',
        '不想听机器人',
        '别人机',
        '不要人机',
        '不要ai',
        '不要ai客服',
        '不要智能客服',
        '不要自动回复',
        '别自动回复',
      ],
      ...[
        'human',
        'person',
        'agent',
        'human agent',
        'customer service',
        'representative',
        'operator',
        'someone',
        'no bot',
        'not a bot',
        'no robot',
        'no ai',
        'do not want a bot',
        'dont want a bot',
      ],
    ],
    not_words: [
      '人工费',
      '人工智能',
      '人工湖',
      '人工草',
      '人工皮',
      '人工耳',
      '人工晶',
      '人工泪',
      '真人秀',
      '真人cs',
    ],
    failed_in_row: 2,
    same_answer: 2,
    thumbs_down: 2,
    slow_s: 10,
    mood: 'offer',
    security: 'queue',
    safety_words: [
      ...[
        '自杀',
        '轻生',
        '不想活',
        '活不下去',
        '想死',
        '跳楼',
        '割腕',
        '触电',
        '漏电',
        '起火',
        '着火',
        '爆炸',
      ],
      ...['中毒', '过敏', '窒息', '流血', '烫伤', '烧伤', '受伤', '住院', '急救', '救命'],
      ...['suicide', 'kill myself', 'electric shock', 'on fire', 'exploded', 'poisoned', 'bleeding'],
    ],
    max_wait_s: 600,
    routing: 'claim',
    offer_s: 20,
    misses: 3,
    silent_customer_s: 300,
    claim_over: true,
  },
  checks: {
    words,
    not_words: words,
    failed_in_row: times,
    same_answer: times,
    thumbs_down: times,
    slow_s: seconds,
    mood: oneOf('offer', 'off'),
    security: oneOf('queue', 'offer', 'off'),
    safety_words: words,
    max_wait_s: seconds,
    routing: oneOf('claim', 'offer'),
    offer_s: seconds,
    misses: times,
    silent_customer_s: seconds,
    claim_over: oneOf(true, false),
  },
}

/** `file` is HANDOFF_FILE, parsed; undefined without one. Throws Problem 'invalid-field'. */
export function handoffDocument(file: unknown): JsonDocumentType<HandoffDocument> {
  return jsonDocument(shop => shopDocument('handoff', shop), rules, file)
}
