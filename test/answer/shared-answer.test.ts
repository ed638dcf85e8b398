import fc from 'fast-check'
import t from 'tap'
import type { MaskedAnswer } from '../../src/answer/answer.js'
import { createSharedAnswer } from '../../src/answer/shared-answer.js'
import { createMemoryLeases } from '../../src/hot/leases.memory.js'
import { createSingleFlight } from '../../src/hot/single-flight.js'
import { createKeyedHash } from '../../src/privacy/keyed-hash.js'
import { fakeClock } from '../support/dialog/fake-time.js'
import { ask, hotProcess, main } from '../support/hot/samples.js'

const question = '什么时候发货'
const finished = (masked: string, hits = 0) => ({
  masked,
  fragment: JSON.stringify(masked),
  hits: Array.from({ length: hits }, () => ({ kind: 'mobile', rule: 'r', start: 0, hash: 'h' })),
})

function setUp() {
  const { hot } = hotProcess()
  const clock = fakeClock()
  const flights = createSingleFlight(createMemoryLeases(clock)('a'), 'a', clock)
  const share = createSharedAnswer({
    hot,
    flights,
    keyedHash: createKeyedHash('k'),
  })
  let calls = 0
  const vendor =
    (text: string, hits = 0, isWhole = true) =>
    async (): Promise<MaskedAnswer> => {
      calls += 1
      await new Promise(setImmediate)
      const cut = isWhole ? {} : ({ isTruncated: true } as const)
      const draft = { text, source: 'llm', level: 0, ...cut } as const
      return { draft, ...finished(text, hits) }
    }
  const turn = (text = question, scope = main, isClean = true) => ({
    asked: ask(scope, text, []),
    isClean,
    level: 1 as const,
    signal: new AbortController().signal,
  })
  return { hot, share, vendor, turn, calls: () => calls }
}

t.test('who asks together shares one answer of the vendor, at the level of each', async t => {
  const { share, vendor, turn, calls } = setUp()
  const [one, two] = await Promise.all([share(turn(), vendor('明天')), share(turn(), vendor('明天'))])
  t.equal(calls(), 1)
  t.match(one, { draft: { level: 0 } })
  t.match(two, {
    draft: { text: '明天', source: 'llm', level: 1 },
    masked: '明天',
  })
})

t.test('shops, questions that hold personal data, and context-bound turns ask for themselves', async t => {
  const { share, vendor, turn, calls } = setUp()
  await Promise.all([
    share(turn(), vendor('明天')),
    share(turn(question, { ...main, shop: 'b' }), vendor('后天')),
    share(turn(question, main, false), vendor('今天')),
    share(turn('这个什么时候发货'), vendor('昨天')),
    share(turn('这个什么时候发货'), vendor('昨天')),
  ])
  t.equal(calls(), 5)
})

t.test('an answer with personal data goes to its own customer only', async t => {
  const { share, vendor, turn, calls } = setUp()
  const answers = await Promise.all([
    share(turn(), vendor('打 138****5678', 1)),
    share(turn(), vendor('明天')),
    share(turn(), vendor('明天')),
  ])
  t.same(
    answers.map(({ draft }) => draft.text),
    ['打 138****5678', '明天', '明天'],
  )
  t.equal(calls(), 2)
})

t.test('what many ask is learned', async t => {
  const { hot, share, vendor, turn } = setUp()
  for (let i = 0; i < 5; i++) await share(turn(), vendor('明天'))
  t.equal(hot.find(turn().asked)?.text, '明天')
})

t.test('what came in a moment ago is not served any more after a purge', async t => {
  const { hot, share, vendor, turn, calls } = setUp()
  const ask2 = () => Promise.all([share(turn(), vendor('明天')), share(turn(), vendor('明天'))])
  await ask2()
  await share(turn(), vendor('后天'))
  t.equal(calls(), 1)
  await hot.purge()
  t.equal((await share(turn(), vendor('后天'))).draft.text, '后天')
  t.equal(calls(), 2)
})

const anyAsked = fc.record({
  process: fc.nat(1),
  shop: fc.constantFrom('main', 'main', 'b'),
  text: fc.constantFrom(question, question, '怎么换货', '这个什么时候发货', '订单30045678什么时候发货'),
  earlier: fc.constantFrom([], [], ['你好'], ['优惠券怎么用'], undefined),
  isClean: fc.nat(4).map(n => n > 0),
  hits: fc.nat(4).map(n => (n > 0 ? 0 : 1)),
})

t.test(
  'whatever is asked at once, answers pass only between free and clean questions of one scope',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyAsked, { minLength: 2, maxLength: 40 }), async all => {
        const clock = fakeClock()
        const leases = createMemoryLeases(clock)
        const keyedHash = createKeyedHash('k')
        const shares = ['a', 'b'].map(processId =>
          createSharedAnswer({
            hot: hotProcess().hot,
            flights: createSingleFlight(leases(processId), processId, clock),
            keyedHash,
          }),
        )
        let calls = 0
        const makers = new Map<string, number>()
        const answers = await Promise.all(
          all.map(async ({ process, shop, text, earlier, isClean, hits }, i) => {
            const asked = ask({ ...main, shop }, text, earlier)
            const { signal } = new AbortController()
            const made = await shares[process]?.({ asked, isClean, level: 0, signal }, async () => {
              await new Promise(setImmediate)
              const said = `第${++calls}个回答`
              makers.set(said, i)
              return {
                draft: { text: said, source: 'llm', level: 0 },
                ...finished(said, hits),
              }
            })
            return made?.draft.text ?? ''
          }),
        )
        for (const [i, answer] of answers.entries()) {
          const maker = makers.get(answer) ?? -1
          const [to, from] = [all[i], all[maker]]
          if (maker === i || !to || !from) continue
          const isBound = [to, from].some(
            one => !one.isClean || !ask({ ...main, shop: one.shop }, one.text, one.earlier).isFree,
          )
          const isForeign = to.shop !== from.shop || to.text !== from.text
          if (isBound || isForeign || from.hits > 0) throw new Error(`${i} heard the answer of ${maker}`)
        }
      }),
      { numRuns: 200 },
    )
  },
)

t.test('an answer that the vendor broke off at max_tokens is neither shared nor learned', async t => {
  const { hot, share, vendor, turn, calls } = setUp()
  const cut = () => share(turn(), vendor('退货分三步，第', 0, false))
  t.match(await cut(), { draft: { text: '退货分三步，第' } }, 'who asked gets it')
  await Promise.all([cut(), cut(), cut(), cut(), cut()])
  t.equal(calls(), 6)
  t.equal(hot.find(turn().asked)?.text, undefined)
})
