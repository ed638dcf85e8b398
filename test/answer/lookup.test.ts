import t from 'tap'
import type { Level } from '../../src/answer/answer.js'
import { createLookup } from '../../src/answer/lookup.js'
import type { FaqEntry } from '../../src/faq/entries.js'
import { createReadHotKey, type HotKey } from '../../src/hot/hot-key.js'

const entryOf = (topic: string, answer: string): FaqEntry => ({ topic, answer, questions: [] }) as never

interface World {
  readonly hasVendor?: boolean
  /** Tokens in the vendor's bucket. */
  readonly tokens?: number
}

function setUp({ hasVendor = true, tokens = 1 }: World = {}) {
  const state = { tokens, lookups: 0, served: 0 }
  const talk = (text: string) => (text === '谢谢' ? entryOf('thanks', '不客气') : undefined)
  const ask = createReadHotKey(talk)
  const looked = <R>(found: R): R => {
    state.lookups++
    return found
  }
  const answerTo = ({ form, isFree }: HotKey) => {
    if (form.startsWith('活动几点开始')) return { text: '晚上八点', ai: false }
    return isFree && form === '热门问题' ? { text: '学到的', ai: true } : undefined
  }
  const find = (asked: HotKey) => {
    state.served++
    return answerTo(asked)
  }
  const known = createLookup({
    hot: { find, findEvenOld: find, knows: asked => answerTo(asked) !== undefined },
    faq: { find: (_, form) => looked(form === '怎么退货' ? entryOf('return', '七天内可退') : undefined) },
    ask: (scope, text, earlier) => looked(ask(scope, text, earlier)),
    smalltalk: text => looked(talk(text)),
    hasVendor,
    variantOf: () => undefined,
    promptVersion: () => 'v1',
    payVendor: () => state.tokens-- > 0,
  })
  const classify = (text: string, dialogId?: string) =>
    known.classify({ customer: { shop: 'main', uid: 'u1', owner: 'a1' }, text, dialogId })
  const look = (text: string, level: Level = 0, dialogId?: string) =>
    known.find(classify(text, dialogId), level)
  return { known, classify, look, state }
}

const opened = 'd'.repeat(32)

t.test('a pinned answer is served at every level, in any dialog, without a token', async t => {
  const { look, state } = setUp()
  for (const level of [0, 1, 2, 3, 4] as const) {
    t.match(look('活动几点开始', level, opened), {
      draft: { text: '晚上八点', source: 'hot', ai: false, level },
    })
  }
  t.equal(state.tokens, 1)
})

t.test('a learned answer is served where nothing was said before, and nowhere else', async t => {
  const { look } = setUp()
  t.match(look('热门问题').draft, { text: '学到的', source: 'hot', ai: true })
  t.equal(look('热门问题', 0, opened).draft, undefined)
})

t.test(
  'an FAQ phrasing goes to the vendor while there are tokens, and is answered when there are none',
  async t => {
    const { look } = setUp({ tokens: 1 })
    t.match(look('怎么退货'), { draft: undefined, isPaid: true })
    t.match(look('怎么退货'), {
      draft: { text: '七天内可退', source: 'faq', faqId: 'return', reason: 'rate-limited' },
      isPaid: false,
    })
  },
)

t.test('from level 2 on the FAQ answers its phrasings and says why', async t => {
  const { look, state } = setUp()
  t.equal(look('怎么退货', 1).draft, undefined)
  t.match(look('怎么退货', 2).draft, { source: 'faq', reason: 'level-2' })
  t.equal(state.tokens, 0, 'only the turn of level 1 paid')
})

t.test('without a vendor the FAQ answers, and there is nothing to explain', async t => {
  const { look } = setUp({ hasVendor: false })
  const { draft, isPaid } = look('怎么退货')
  t.match(draft, { source: 'faq' })
  t.notOk(draft?.reason)
  t.equal(isPaid, true)
})

t.test(
  'a question with a long number is somebody’s: only pinned answers are for it, and it is masked',
  async t => {
    const { look, classify } = setUp()
    t.match(look('活动几点开始 13800138000'), { draft: { source: 'hot' } })
    t.equal(look('怎么退货 13800138000', 2).draft, undefined)
    t.match(classify('活动几点开始 13800138000'), { isNumbered: true, isCheap: true })
    t.match(classify('怎么退货 13800138000'), { isNumbered: true, isCheap: false })
  },
)

t.test('cheap at the door is what a lookup might answer', async t => {
  const { classify } = setUp()
  for (const text of ['活动几点开始', '热门问题', '怎么退货', '谢谢'])
    t.equal(classify(text).isCheap, true, text)
  t.equal(classify('我的包裹到哪了').isCheap, false)
  t.equal(classify('热门问题', opened).isCheap, false, 'what was learned is not for a dialog under way')
})

t.test('a turn that was not cheap has paid at the door', async t => {
  const { look, state } = setUp({ tokens: 0 })
  t.match(look('我的包裹到哪了'), { draft: undefined, isPaid: true })
  t.equal(state.tokens, 0)
})

t.test('a question is looked up once, and its answer at a level comes from what was found', async t => {
  const { known, classify, state } = setUp({ tokens: 0 })
  for (const text of ['怎么退货', '谢谢', '我的包裹到哪了']) {
    state.lookups = 0
    const found = classify(text)
    t.equal(state.lookups, 3, 'the normal form, small talk and the FAQ')
    for (const level of [0, 2, 4] as const) known.find(found, level)
    t.equal(state.lookups, 3)
  }
})

t.test('a refused question has changed nothing: hot answers are counted when they are served', async t => {
  const { known, classify, state } = setUp()
  const found = classify('活动几点开始')
  t.equal(state.served, 0)
  known.find(found, 0)
  t.equal(state.served, 1)
  known.find(classify('我的包裹到哪了'), 0)
  t.equal(state.served, 1, 'what is not hot is not asked for')
})
