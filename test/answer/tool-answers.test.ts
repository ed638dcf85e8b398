// Which questions a tool answers by itself, and which go to the model because they ask for more.
import t from 'tap'
import type { Question } from '../../src/answer/question.js'
import { createToolAnswers, type ToolTurn } from '../../src/answer/tool-answers.js'
import { createRetriever } from '../../src/faq/retrieve.js'
import type { DirectAnswers } from '../../src/shop/direct-answers.js'
import { createSegment, entries } from '../support/faq/fixture.js'

const retriever = createRetriever(entries, createSegment())
const topics = ['track-parcel', 'delivery-time', 'urge-delivery', 'shipping-time']
const who = { uid: 'u1', owner: 'o1', shop: 'main', dialogId: 'd'.repeat(32) }

function stage(hasVendor = true, own: readonly string[] = []) {
  const searched: string[] = []
  const direct: DirectAnswers = {
    isFor: (_shop, topic) => [...topics, ...own].includes(topic),
    topicOfCard: () => 'track-parcel',
    hasRules: () => true,
    answer: async () => undefined,
  }
  const answers = createToolAnswers({
    direct,
    hasVendor,
    mask: async text => text,
    lastOrder: async () => undefined,
    async search(text) {
      searched.push(text)
      return retriever.find(text, 1)[0]
    },
  })
  const match = (text: string, more: Partial<Question> = {}) => {
    const prepared = { masked: text, fragment: '', hits: [], matches: retriever.find(text, 1) }
    const question = {
      prepared,
      level: 0,
      isPaid: true,
      shop: 'main',
      language: 'zh',
      traceparent: '',
      deadlineAt: 0,
      ...more,
    } as Question
    const turn: ToolTurn = {
      question,
      known: { smalltalk: undefined, phrased: undefined },
      found: undefined,
      who,
      traceId: '',
      subject: undefined,
      isContinued: false,
    }
    return answers.match(turn)
  }
  return { match, searched }
}

const two = [
  '我的快递到哪了？还有优惠券怎么用',
  '我的快递到哪了还有优惠券怎么用',
  '我的订单20240001到哪了，另外怎么开发票',
  '怎么开发票？我的快递到哪了',
  '我的快递到哪了；顺便问一下怎么换货',
  '我的快递到哪了？退款什么时候到账？',
  '退款什么时候到账？另外我昨天买的快递到哪了',
]
const one = [
  '我的快递到哪了？',
  '你好，在吗？我的快递到哪了？谢谢',
  '我的快递到哪了？什么时候能到？',
  '我的快递还有多久能到',
  '我的快递还有几天到？麻烦催一下',
  '怎么还没发货？都三天了！',
  '我前天买的鞋子，怎么还没发货，能不能快点',
  '订单20240001。到哪了',
]

t.test('a text that asks two things goes to the model where there is one', async t => {
  const { match } = stage(true, ['refund-arrival'])
  for (const text of two) t.equal(await match(text), undefined, text)
})

t.test('a single question is answered by the tool, in however many sentences', async t => {
  const { match } = stage()
  for (const text of one) t.match(await match(text), { text }, text)
})

t.test('without a model the tool answers its part', async t => {
  const refunds = ['refund-arrival']
  for (const text of two) {
    t.match(await stage(false, refunds).match(text), { text }, 'no vendor')
    t.match(await stage(true, refunds).match(text, { level: 2 }), { text }, 'level 2')
    t.match(await stage(true, refunds).match(text, { isPaid: false }), { text }, 'not paid')
  }
})

t.test('parts are searched for questions alone that a tool would answer', t => {
  const { match, searched } = stage()
  t.equal(match('优惠券怎么用？还有怎么开发票？'), undefined)
  t.ok(match('我的快递到哪了，什么时候能到'))
  t.same(searched, [])
  t.end()
})
