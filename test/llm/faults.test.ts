// Every fault the simulator knows, against what the client makes of it.
import t from 'tap'
import { parseFault } from '../../perf/fake-llm/faults.js'
import type { LlmFailure } from '../../src/llm/llm.js'
import { createFakeClock, startRig } from '../support/llm/client-and-vendor.js'

interface Case {
  readonly fault: string
  readonly whole: LlmFailure | 'answered'
  readonly wholeCalls: number
  readonly stream: LlmFailure | 'answered'
  readonly streamCalls: number
}

const cases: readonly Case[] = [
  { fault: '400', whole: 'refused', wholeCalls: 1, stream: 'refused', streamCalls: 1 },
  { fault: '401', whole: 'unauthorized', wholeCalls: 1, stream: 'unauthorized', streamCalls: 1 },
  { fault: '403', whole: 'unauthorized', wholeCalls: 1, stream: 'unauthorized', streamCalls: 1 },
  { fault: '404', whole: 'refused', wholeCalls: 1, stream: 'refused', streamCalls: 1 },
  { fault: '402', whole: 'unpaid', wholeCalls: 1, stream: 'unpaid', streamCalls: 1 },
  { fault: '405', whole: 'not-served', wholeCalls: 1, stream: 'not-served', streamCalls: 1 },
  { fault: '408', whole: 'timeout', wholeCalls: 3, stream: 'timeout', streamCalls: 3 },
  { fault: '410', whole: 'not-served', wholeCalls: 1, stream: 'not-served', streamCalls: 1 },
  { fault: '451', whole: 'not-served', wholeCalls: 1, stream: 'not-served', streamCalls: 1 },
  { fault: '413', whole: 'refused', wholeCalls: 1, stream: 'refused', streamCalls: 1 },
  { fault: '422', whole: 'refused', wholeCalls: 1, stream: 'refused', streamCalls: 1 },
  { fault: '429', whole: 'rate-limited', wholeCalls: 3, stream: 'rate-limited', streamCalls: 3 },
  { fault: '500', whole: 'server-error', wholeCalls: 3, stream: 'server-error', streamCalls: 3 },
  { fault: '502', whole: 'server-error', wholeCalls: 3, stream: 'server-error', streamCalls: 3 },
  { fault: '503', whole: 'server-error', wholeCalls: 3, stream: 'server-error', streamCalls: 3 },
  { fault: '504', whole: 'server-error', wholeCalls: 3, stream: 'server-error', streamCalls: 3 },
  { fault: 'reset', whole: 'connect', wholeCalls: 3, stream: 'connect', streamCalls: 3 },
  { fault: 'hang', whole: 'timeout', wholeCalls: 3, stream: 'timeout', streamCalls: 3 },
  { fault: 'slow=60000', whole: 'timeout', wholeCalls: 3, stream: 'timeout', streamCalls: 3 },
  { fault: 'cut=0', whole: 'connect', wholeCalls: 3, stream: 'connect', streamCalls: 3 },
  { fault: 'cut=2', whole: 'connect', wholeCalls: 3, stream: 'stream-cut', streamCalls: 1 },
  { fault: 'end=0', whole: 'answered', wholeCalls: 1, stream: 'server-error', streamCalls: 3 },
  { fault: 'end=2', whole: 'answered', wholeCalls: 1, stream: 'stream-cut', streamCalls: 1 },
  { fault: 'fault=0', whole: 'answered', wholeCalls: 1, stream: 'server-error', streamCalls: 3 },
  { fault: 'fault=2', whole: 'answered', wholeCalls: 1, stream: 'stream-cut', streamCalls: 1 },
  { fault: 'stall=0', whole: 'timeout', wholeCalls: 3, stream: 'timeout', streamCalls: 3 },
  { fault: 'stall=2', whole: 'timeout', wholeCalls: 3, stream: 'timeout', streamCalls: 1 },
  { fault: 'malformed', whole: 'bad-response', wholeCalls: 1, stream: 'bad-response', streamCalls: 1 },
  { fault: 'empty', whole: 'bad-response', wholeCalls: 1, stream: 'bad-response', streamCalls: 1 },
  { fault: 'huge', whole: 'bad-response', wholeCalls: 1, stream: 'bad-response', streamCalls: 1 },
  { fault: 'filter', whole: 'declined', wholeCalls: 1, stream: 'declined', streamCalls: 1 },
  { fault: 'filter=2', whole: 'declined', wholeCalls: 1, stream: 'declined', streamCalls: 1 },
]

/** Short for faults that only time can tell; long where a busy machine must not be taken for one. */
const patience = (fault: string) => (/hang|slow|stall/.test(fault) ? 40 : 5000)

for (const { fault, whole, wholeCalls, stream, streamCalls } of cases) {
  for (const protocol of ['chat', 'completions'] as const) {
    t.test(
      `${protocol} ${fault}: whole ${whole} after ${wholeCalls}, stream ${stream} after ${streamCalls}`,
      async t => {
        const rig = await startRig(t, { protocol, limits: { timeoutMs: patience(fault) } })
        const answer = await rig.ask(`[[sim:${fault}]]`)
        t.equal(answer.kind === 'failed' ? answer.why : answer.kind, whole)
        t.equal(rig.reports.length, wholeCalls)
        const { deltas, end } = rig.stream(`[[sim:${fault}]]`)
        const last = await end
        t.equal(last.kind === 'failed' ? last.why : last.kind, stream)
        t.equal(rig.reports.length, wholeCalls + streamCalls)
        if (last.kind === 'failed') t.equal(last.streamed, deltas.length > 0)
        t.match(rig.llm.status(), [{ running: 0, queued: 0 }], 'no connection stays taken')
        t.equal((await rig.ask('and now?')).kind, 'answered', 'the next call works')
      },
    )
  }
}

t.test('a vendor that is not there is a connect failure', async t => {
  const rig = await startRig(t)
  rig.vendor.close()
  t.match(await rig.ask('hi'), { kind: 'failed', why: 'connect', streamed: false })
  t.equal(rig.reports.length, 3)
})

t.test('the attempt after a passing fault answers', async t => {
  for (const fault of ['503x2', '429x2', 'resetx2', 'cutx2', 'hangx2']) {
    const rig = await startRig(t, {
      vendor: { faults: [parseFault(fault)] },
      limits: { timeoutMs: fault === 'hangx2' ? 100 : 5000 },
    })
    t.equal((await rig.ask('hi')).kind, 'answered', fault)
    t.equal(rig.reports.length, 3, fault)
  }
})

t.test('Retry-After is waited for', async t => {
  const rig = await startRig(t, { vendor: { faults: [parseFault('429=1x1')] } })
  t.equal((await rig.ask('hi')).kind, 'answered')
  const [first, second] = rig.vendor.calls()
  t.ok((second?.at ?? 0) - (first?.at ?? 0) >= 990)
})

t.test('a Retry-After beyond the deadline is not waited for at all', async t => {
  const rig = await startRig(t)
  const end = await rig.ask('[[sim:429=60]]', { deadlineAt: Date.now() + 30_000 })
  t.match(end, { kind: 'failed', why: 'rate-limited' })
  t.equal(rig.reports.length, 1)
})

t.test('no retry is made whose wait would reach the deadline', async t => {
  const clock = createFakeClock()
  const rig = await startRig(t, { clock, limits: { retry: { attempts: 3, backoffMs: 500 } } })
  const end = await rig.ask('[[sim:503]]', { deadlineAt: clock.now() + 499 })
  t.match(end, { kind: 'failed', why: 'server-error' })
  t.equal(rig.reports.length, 1)
})

t.test('a call ends at its deadline, whole or streamed', async t => {
  const rig = await startRig(t)
  t.match(await rig.ask('[[sim:hang]]', { deadlineAt: Date.now() + 30 }), { why: 'deadline' })
  t.match(await rig.stream('[[sim:stall=1]]', { deadlineAt: Date.now() + 30 }).end, { why: 'deadline' })
  t.match(await rig.ask('late', { deadlineAt: Date.now() - 1 }), { why: 'deadline', vendorMs: 0 })
  t.equal(rig.reports.length, 2, 'a call that is late already is not sent')
})

t.test('a stream may take longer than the time between its tokens', async t => {
  const rig = await startRig(t, { vendor: { tokens: 12, tokenMs: 60 }, limits: { timeoutMs: 500 } })
  t.equal((await rig.stream('hi').end).kind, 'answered')
})

t.test('a broken stream reports its tokens as an estimate', async t => {
  const rig = await startRig(t)
  await rig.stream('[[sim:cut=3]]').end
  t.match(rig.reports, [{ outcome: 'stream-cut', usage: { isEstimate: true, completionTokens: 4 } }])
})

t.test('beyond twenty calls retries stay within a tenth of them', async t => {
  const rig = await startRig(t, { limits: { retry: { attempts: 3, backoffMs: 0 } } })
  for (let i = 0; i < 40; i++) await rig.ask('hi')
  for (let i = 0; i < 40; i++) await rig.ask('[[sim:503]]')
  const retries = rig.reports.length - 80
  t.ok(retries <= 8, `${retries} retries for 80 calls`)
  t.ok(retries > 0)
})
