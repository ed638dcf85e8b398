// The breaker and the fallback with a vendor that breaks, over real sockets.
import t from 'tap'
import { parseFault } from '../../perf/fake-llm/faults.js'
import type { BreakerNews, BreakerShare } from '../../src/llm/breaker-share.js'
import { createFakeClock, nextCall, startRig } from '../support/llm/client-and-vendor.js'

const breaker = { failures: 3, openMs: 10_000 }

t.test('a storm opens the breaker, a failed probe keeps it open, a good one closes it', async t => {
  const clock = createFakeClock()
  const rig = await startRig(t, { clock, limits: { breaker } })
  rig.vendor.set({ faults: [parseFault('503')] })
  for (let i = 0; i < 3; i++) t.match(await rig.ask('hi'), { why: 'server-error' })
  t.equal(rig.vendor.counts().received, 9)
  t.match(rig.llm.status(), [{ breaker: { kind: 'open' } }])
  for (let i = 0; i < 5; i++) t.match(await rig.ask('hi'), { why: 'breaker-open', vendorMs: 0 })
  t.equal(rig.vendor.counts().received, 9, 'nothing is sent while it is open')

  clock.move(10_000)
  t.match(await rig.ask('hi'), { why: 'server-error' })
  t.equal(rig.vendor.counts().received, 10, 'the probe is one attempt')
  t.match(await rig.ask('hi'), { why: 'breaker-open' })

  clock.move(10_000)
  rig.vendor.set({ faults: [] })
  t.match(await rig.ask('hi'), { kind: 'answered' })
  t.match(rig.llm.status(), [{ breaker: { kind: 'closed', failures: 0 } }])
})

t.test('retries stop as soon as the breaker is open', async t => {
  let tell: (news: BreakerNews) => void = () => undefined
  const share: BreakerShare = {
    announce: () => undefined,
    tryProbe: async () => true,
    listen: take => {
      tell = take
    },
  }
  const rig = await startRig(t, { share, limits: { breaker } })
  const end = rig.ask('[[sim:503]]')
  await nextCall(rig.vendor)
  tell({ kind: 'open', forMs: 10_000 })
  t.match(await end, { why: 'server-error' })
  t.equal(rig.reports.length, 1)
})

for (const [fault, opens] of [
  ['401', true],
  ['403', true],
  ['429', true],
  ['500', true],
  ['reset', true],
  ['malformed', true],
  ['400', false],
  ['404', false],
  ['422', false],
  ['filter', false],
] as const) {
  t.test(`three turns that end with ${fault} ${opens ? 'open it' : 'leave it closed'}`, async t => {
    const rig = await startRig(t, { limits: { breaker } })
    for (let i = 0; i < 3; i++) await rig.ask(`[[sim:${fault}]]`)
    t.match(rig.llm.status(), [{ breaker: { kind: opens ? 'open' : 'closed' } }])
  })
}

t.test('streams that break midway open it, turns that the customer left do not', async t => {
  const rig = await startRig(t, { limits: { breaker } })
  for (let i = 0; i < 3; i++) await rig.ask('hi', {}, AbortSignal.abort())
  t.match(rig.llm.status(), [{ breaker: { kind: 'closed', failures: 0 } }])
  for (let i = 0; i < 3; i++) await rig.stream('[[sim:cut=1]]').end
  t.match(rig.llm.status(), [{ breaker: { kind: 'open' } }])
})

t.test('an aborted probe lets the next turn probe at once', async t => {
  const clock = createFakeClock()
  const rig = await startRig(t, { clock, limits: { breaker } })
  for (let i = 0; i < 3; i++) await rig.ask('[[sim:401]]')
  clock.move(10_000)
  const leave = new AbortController()
  rig.vendor.events.once('call', () => leave.abort())
  t.match(await rig.ask('[[sim:hang]]', {}, leave.signal), { why: 'aborted' })
  t.match(await rig.ask('hi'), { kind: 'answered' })
})

t.test('a turn that the primary fails is answered by the fallback', async t => {
  const rig = await startRig(t, { limits: { breaker }, fallback: {} })
  rig.vendor.set({ faults: [parseFault('503')] })
  for (let i = 0; i < 4; i++) t.match(await rig.ask('hi'), { kind: 'answered', vendor: 'fallback' })
  t.equal(rig.vendor.counts().received, 9, 'from the fourth turn on the primary is not asked')
  t.match(rig.llm.status(), [
    { vendor: 'primary', breaker: { kind: 'open' } },
    { vendor: 'fallback', breaker: { kind: 'closed' } },
  ])
  t.match(JSON.parse(rig.fallback?.calls()[0]?.body ?? ''), { model: 'second' })
})

t.test('a turn may prefer the fallback, and goes to the primary when that fails', async t => {
  const rig = await startRig(t, { fallback: {} })
  t.match(await rig.ask('hi', { prefer: 'fallback' }), { vendor: 'fallback' })
  rig.fallback?.set({ faults: [parseFault('401')] })
  t.match(await rig.ask('hi', { prefer: 'fallback' }), { vendor: 'primary' })
})

t.test('a stream that has begun is not continued by the fallback', async t => {
  const rig = await startRig(t, { fallback: {} })
  const { deltas, end } = rig.stream('[[sim:cut=2]]')
  t.match(await end, { why: 'stream-cut', streamed: true })
  t.equal(deltas.join(''), '收到1条')
  t.equal(rig.fallback?.counts().received, 0)
})

t.test('when both are out the first failure is told', async t => {
  const rig = await startRig(t, { limits: { breaker }, fallback: { faults: [parseFault('401')] } })
  rig.vendor.set({ faults: [parseFault('503')] })
  for (let i = 0; i < 3; i++) await rig.ask('hi')
  t.match(await rig.ask('hi'), { kind: 'failed', why: 'breaker-open' })
})
