import t from 'tap'
import type { Level } from '../../src/answer/answer.js'
import { createKnownAnswers, type KnownOrder } from '../../src/answer/known.js'
import type { FaqEntry } from '../../src/faq/entries.js'
import { type Asked, createAsk } from '../../src/hot/asked.js'

const entryOf = (topic: string, answer: string): FaqEntry => ({ topic, answer, questions: [] }) as never

interface World {
  readonly hasVendor?: boolean
  /** Tokens in the vendor's bucket. */
  readonly tokens?: number
}

function setUp({ hasVendor = true, tokens = 1 }: World = {}) {
  const state = { tokens, asks: 0 }
  const smalltalk = (text: string) => (text === '谢谢' ? entryOf('thanks', '不客气') : undefined)
  const ask = createAsk(smalltalk)
  const answerTo = ({ form, isFree }: Asked) => {
    if (form.startsWith('活动几点开始')) return { text: '晚上八点', ai: false }
    return isFree && form === '热门问题' ? { text: '学到的', ai: true } : undefined
  }
  const known = createKnownAnswers({
    hot: { find: answerTo, knows: asked => answerTo(asked) !== undefined },
    faq: { find: (_, form) => (form === '怎么退货' ? entryOf('return', '七天内可退') : undefined) },
    ask(scope, text, earlier) {
      state.asks++
      return ask(scope, text, earlier)
    },
    ...{ smalltalk, hasVendor, variant: '', promptVersion: () => 'v1' },
    payVendor: () => state.tokens-- > 0,
  })
  const customer = { role: 'customer', uid: 'u', owner: 'o', shop: 'main', expiresAt: 0 } as const
  /** As the door makes it. */
  const orderOf = (text: string, dialogId?: string): KnownOrder => {
    const question = { customer, text, ...(dialogId && { dialogId }) }
    const asked = known.ask(question)
    return { ...question, asked, isCheap: known.isCheap(asked, text) }
  }
  const look = (text: string, level: Level = 0, dialogId?: string) =>
    known.look(orderOf(text, dialogId), level)
  return { known, orderOf, look, state, customer }
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
    const { look, orderOf } = setUp()
    t.match(look('活动几点开始 13800138000'), { draft: { source: 'hot' }, isNumbered: true })
    t.match(look('怎么退货 13800138000', 2), { draft: undefined, isNumbered: true })
    t.equal(orderOf('怎么退货 13800138000').isCheap, false)
  },
)

t.test('cheap at the door is what a lookup might answer', async t => {
  const { orderOf } = setUp()
  for (const text of ['活动几点开始', '热门问题', '怎么退货', '谢谢'])
    t.equal(orderOf(text).isCheap, true, text)
  t.equal(orderOf('我的包裹到哪了').isCheap, false)
  t.equal(orderOf('热门问题', opened).isCheap, false, 'what was learned is not for a dialog under way')
})

t.test('a turn that was not cheap has paid at the door', async t => {
  const { look, state } = setUp({ tokens: 0 })
  t.match(look('我的包裹到哪了'), { draft: undefined, isPaid: true })
  t.equal(state.tokens, 0)
})

t.test('the form is made once at the door; a turn that brings none is looked at here', async t => {
  const { known, look, state, customer } = setUp()
  look('怎么退货')
  t.equal(state.asks, 1)
  t.match(known.look({ customer, text: '活动几点开始' }, 0), { draft: { source: 'hot' } })
  t.equal(state.asks, 2)
})
