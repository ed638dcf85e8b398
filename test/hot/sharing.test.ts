import t from 'tap'
import { createMemoryLeases } from '../../src/hot/leases.memory.js'
import { createSharing, type Made } from '../../src/hot/sharing.js'
import { createSingleFlight } from '../../src/hot/single-flight.js'
import { createKeyedHash } from '../../src/privacy/keyed-hash.js'
import { fakeClock } from '../dialog/fake-time.js'
import { ask, hotProcess, main } from './samples.js'

const question = '什么时候发货'
const finished = (masked: string, hits = 0) => ({
  masked,
  fragment: JSON.stringify(masked),
  hits: Array.from({ length: hits }, () => ({ kind: 'mobile', rule: 'r', at: 0, hash: 'h' })),
})

function setUp() {
  const { hot } = hotProcess()
  const clock = fakeClock()
  const flights = createSingleFlight(createMemoryLeases(clock)('a'), 'a', clock)
  const share = createSharing({
    hot,
    flights,
    keyedHash: createKeyedHash('k'),
  })
  let calls = 0
  const vendor =
    (text: string, hits = 0, isWhole = true) =>
    async (): Promise<Made> => {
      calls += 1
      await new Promise(setImmediate)
      const draft = { text, source: 'llm', level: 0 } as const
      return { draft, finished: finished(text, hits), isWhole, vendorMs: 7 }
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
  t.match(one, { draft: { level: 0 }, vendorMs: 7 })
  t.match(two, {
    draft: { text: '明天', source: 'llm', level: 1 },
    finished: { masked: '明天' },
    vendorMs: 0,
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
  t.equal(hot.find(turn().asked, true), '明天')
})

t.test('an answer that the vendor broke off at max_tokens is neither shared nor learned', async t => {
  const { hot, share, vendor, turn, calls } = setUp()
  const cut = () => share(turn(), vendor('退货分三步，第', 0, false))
  t.match(await cut(), { draft: { text: '退货分三步，第' } }, 'who asked gets it')
  await Promise.all([cut(), cut(), cut(), cut(), cut()])
  t.equal(calls(), 6)
  t.equal(hot.find(turn().asked, true), undefined)
})
