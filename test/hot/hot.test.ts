import fc from 'fast-check'
import t from 'tap'
import type { Scope } from '../../src/hot/hot-key.js'
import { ask, byVendor, hotProcess, main, TTL_MS } from '../support/hot/samples.js'

const question = '什么时候发货'

t.test('an answer is served once its question is asked often enough', async t => {
  const { turn } = hotProcess()
  const found = Array.from({ length: 7 }, () => turn(question))
  t.same(found, [...Array(5).fill(undefined), '明天发货', '明天发货'])
})

t.test('a question with less than its share is not learned', async t => {
  const { turn } = hotProcess()
  for (let i = 0; i < 400; i++) turn(i % 25 === 0 ? question : `问题${i}怎么办`)
  t.equal(turn(question), undefined)
})

t.test('another wording with the same normal form gets the same answer', async t => {
  const { turn, makeHot } = hotProcess()
  makeHot(question)
  t.equal(turn('请问什么时候发货呀？'), '明天发货')
})

t.test('past its time one turn refreshes, the others get the old answer until it has', async t => {
  const { clock, hot, makeHot } = hotProcess()
  makeHot(question)
  clock.move(TTL_MS - 20_000)
  makeHot(question)
  clock.move(20_000)
  const asked = ask(main, question, [])
  t.equal(hot.find(asked)?.text, undefined, 'this one goes to the vendor')
  t.equal(hot.find(asked)?.text, '明天发货')
  hot.observe(asked, true)?.(byVendor('后天发货'), 0)
  t.equal(hot.find(asked)?.text, '后天发货')
})

t.test('when the turn that went out fails, another one goes', async t => {
  const { clock, hot, makeHot } = hotProcess()
  makeHot(question)
  clock.move(TTL_MS - 20_000)
  makeHot(question)
  clock.move(20_000)
  const asked = ask(main, question, [])
  hot.find(asked)
  clock.move(5_000)
  t.equal(hot.find(asked)?.text, undefined)
  t.equal(hot.find(asked)?.text, '明天发货')
})

t.test('past its time a question that nobody asks any more is forgotten', async t => {
  const { clock, turn, makeHot, hot } = hotProcess()
  makeHot(question)
  clock.move(TTL_MS)
  t.equal(turn(question), undefined)
  t.same(hot.list('main').learned, [])
})

t.test('while the vendor is not asked, an old answer is served, but not for ever', async t => {
  const { clock, hot, makeHot } = hotProcess()
  makeHot(question)
  const asked = ask(main, question, [])
  clock.move(4 * TTL_MS)
  t.same(hot.findEvenOld(asked), { text: '明天发货', ai: true }, 'a model wrote it')
  clock.move(TTL_MS)
  t.equal(hot.findEvenOld(asked)?.text, undefined)
})

t.test('a question with personal data is neither learned nor kept in the counts', async t => {
  const { hot } = hotProcess()
  const asked = ask(main, question, [])
  for (let i = 0; i < 20; i++) t.equal(hot.observe(asked, false), undefined)
  hot.observe(asked, true)?.(byVendor('明天发货'), 0)
  t.equal(hot.find(asked)?.text, undefined, 'asked once, as far as is known')
})

t.test('an answer that may not be shared is not learned', async t => {
  const { hot } = hotProcess()
  const asked = ask(main, question, [])
  for (let i = 0; i < 20; i++) {
    hot.observe(asked, true)?.(byVendor('王小明的包裹'), 1)
    hot.observe(asked, true)?.({ text: '猜的', source: 'faq' }, 0)
    hot.observe(asked, true)?.({ text: '半个', source: 'llm', reason: 'vendor-timeout' }, 0)
  }
  t.equal(hot.find(asked)?.text, undefined)
})

t.test('a purge on one process forgets what every process has learned', async t => {
  const one = hotProcess()
  const two = hotProcess(one.settings)
  one.makeHot(question)
  two.makeHot(question)
  await two.hot.purge()
  t.equal(one.turn(question), undefined)
  t.equal(two.turn(question), undefined)
})

t.test('an answer asked for before a purge is not learned after it', async t => {
  const { hot, turn } = hotProcess()
  const learns = Array.from({ length: 20 }, () => hot.observe(ask(main, question, []), true))
  await hot.purge()
  for (const learn of learns) learn?.(byVendor('旧的'), 0)
  t.equal(turn(question), undefined)
})

t.test('what was learned of a release is forgotten with it, and only that', async t => {
  const { hot, turn, makeHot } = hotProcess()
  const release = { ...main, variant: 'r1' }
  makeHot(question)
  makeHot(question, release, '后天发货')
  const late = Array.from({ length: 20 }, () => hot.observe(ask(release, question, []), true))
  hot.forget('r1')
  for (const learn of late) learn?.(byVendor('旧的'), 0)
  t.same(
    hot.list('main').learned.map(({ variant }) => variant),
    ['stable'],
    'nor is it learned from turns that were under way',
  )
  t.equal(turn(question, release), undefined)
  t.equal(turn(question), '明天发货')
})

t.test('other settings leave what was learned alone', async t => {
  const { settings, turn, makeHot } = hotProcess()
  makeHot(question)
  await settings.write({ gray: '{}' })
  t.equal(turn(question), '明天发货')
})

t.test('hits are counted', async t => {
  const { hot, pin, turn, makeHot } = hotProcess()
  makeHot(question)
  await pin('main', [{ question: '几点下班', answer: '全天' }])
  turn('几点下班？')
  turn('几点下班')
  t.match(hot.list('main'), {
    pinned: [{ question: '几点下班', answer: '全天', hits: 2 }],
    learned: [{ question, answer: '明天发货', variant: 'stable', hits: 15 }],
  })
  t.same(hot.list('other'), { pinned: [], learned: [] })
})

const anyScope: fc.Arbitrary<Scope> = fc.record({
  shop: fc.constantFrom('a', 'a', 'a', 'a","p1'),
  promptVersion: fc.constantFrom('p1', 'p1', 'p2'),
  variant: fc.constantFrom('stable', 'stable', 'p1'),
})
const questions = ['什么时候发货', '怎么退货']
const anyTurn = fc.record({
  scope: anyScope,
  text: fc.constantFrom(...questions, '这个怎么退货', '你好'),
  earlier: fc.option(fc.array(fc.constantFrom('你好', '你好', '退货'), { maxLength: 2 })),
  afterMs: fc.oneof({ weight: 99, arbitrary: fc.nat(200) }, fc.nat(100_000)),
  mayRefresh: fc.boolean(),
  isClean: fc.nat(9).map(n => n > 0),
})

t.test(
  'whatever was asked before, a learned answer stays in its scope, its words and context-free turns',
  async t => {
    let served = 0
    fc.assert(
      fc.property(fc.array(anyTurn, { minLength: 200, maxLength: 400, size: 'max' }), turns => {
        const { hot, clock } = hotProcess()
        return turns.every(({ scope, text, earlier, afterMs, mayRefresh, isClean }) => {
          clock.move(afterMs)
          const asked = ask(scope, text, earlier ?? undefined)
          const own = JSON.stringify([scope, asked.form])
          const found = (mayRefresh ? hot.find(asked) : hot.findEvenOld(asked))?.text
          hot.observe(asked, isClean)?.(byVendor(own), 0)
          if (found === undefined) return true
          served += 1
          const isBound =
            earlier === null || earlier.some(turn => turn !== '你好') || !questions.includes(text)
          return found === own && !isBound
        })
      }),
      { numRuns: 100 },
    )
    t.ok(served > 100, `${served} were served`)
  },
)
