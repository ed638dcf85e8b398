import fc from 'fast-check'
import t from 'tap'
import {
  type BreakerEvent,
  type BreakerState,
  createBreaker,
  nextBreaker,
  PROBE_RETRY_MS,
  type TurnEnd,
  turnEndOf,
} from '../../src/llm/breaker.js'
import type { BreakerNews, BreakerShare } from '../../src/llm/breaker-share.js'
import { createFakeClock } from '../support/llm/client-and-vendor.js'

const limits = { failures: 3, openMs: 10_000 }
const closed: BreakerState = { kind: 'closed', failures: 0 }

function fold(state: BreakerState, events: readonly BreakerEvent[], now = 0): BreakerState {
  return events.reduce((current, event) => nextBreaker(current, event, { ...limits, now }), state)
}

const onMove = () => undefined
const turn = (end: TurnEnd): BreakerEvent => ({ kind: 'turn', end })
const probe = (end: TurnEnd): BreakerEvent => ({ kind: 'probe', end })

t.test('three failed turns in a row open it', async t => {
  t.strictSame(fold(closed, [turn('failed'), turn('failed')]), { kind: 'closed', failures: 2 })
  t.strictSame(fold(closed, [turn('failed'), turn('failed'), turn('failed')]), {
    kind: 'open',
    until: 10_000,
  })
})

t.test('an answer starts the count anew; a refusal or a dropped turn leaves it', async t => {
  t.strictSame(fold(closed, [turn('failed'), turn('failed'), turn('answered')]), closed)
  const two = fold(closed, [turn('failed'), turn('refused'), turn('dropped'), turn('failed')])
  t.strictSame(two, { kind: 'closed', failures: 2 })
})

t.test('turns that were under way when it opened change nothing', async t => {
  const open: BreakerState = { kind: 'open', until: 10_000 }
  for (const end of ['answered', 'failed', 'refused', 'dropped'] as const) {
    t.equal(fold(open, [turn(end)]), open)
    t.strictSame(fold({ kind: 'probing' }, [turn(end)]), { kind: 'probing' })
  }
})

t.test('the probe decides', async t => {
  const probing: BreakerState = { kind: 'probing' }
  t.strictSame(fold(probing, [probe('answered')], 50), closed)
  t.strictSame(fold(probing, [probe('refused')], 50), closed)
  t.strictSame(fold(probing, [probe('failed')], 50), { kind: 'open', until: 10_050 })
  t.strictSame(fold(probing, [probe('dropped')], 50), { kind: 'open', until: 50 })
})

function isLawful(before: BreakerState, after: BreakerState, event: BreakerEvent, now: number): boolean {
  switch (after.kind) {
    case 'closed':
      return after.failures < limits.failures
    case 'probing':
      return (
        before.kind === 'probing' ||
        (event.kind === 'probe-taken' && before.kind === 'open' && before.until <= now)
      )
    case 'open': {
      const isThird =
        before.kind === 'closed' && event.kind === 'turn' && event.end === 'failed' && before.failures === 2
      return (
        after.until <= now + limits.openMs && (before.kind !== 'closed' || isThird || event.kind === 'news')
      )
    }
  }
}

t.test('whatever happens: no probe before its time, and only failures or news open it', async t => {
  const ends = fc.constantFrom<TurnEnd>('answered', 'failed', 'refused', 'dropped')
  const event = fc.oneof(
    ends.map(turn),
    ends.map(probe),
    fc.constantFrom<BreakerEvent>({ kind: 'probe-taken' }, { kind: 'probe-elsewhere' }),
    fc.constantFrom<BreakerEvent>(
      { kind: 'news', news: { kind: 'closed' } },
      { kind: 'news', news: { kind: 'open', forMs: 700 } },
    ),
  )
  const steps = fc.array(fc.tuple(event, fc.integer({ min: 0, max: 6000 })), { maxLength: 60 })
  fc.assert(
    fc.property(steps, sequence => {
      let state: BreakerState = closed
      let now = 0
      for (const [next, gap] of sequence) {
        now += gap
        const before: BreakerState = state
        state = nextBreaker(before, next, { ...limits, now })
        t.ok(isLawful(before, state, next, now))
      }
    }),
  )
})

t.test('what a failure says of the vendor', async t => {
  for (const why of ['connect', 'timeout', 'rate-limited', 'server-error', 'unauthorized'] as const)
    t.equal(turnEndOf(why, false), 'failed', why)
  t.equal(turnEndOf('bad-response', false), 'failed')
  t.equal(turnEndOf('stream-cut', false), 'failed')
  t.equal(turnEndOf('refused', false), 'refused')
  t.equal(turnEndOf('declined', true), 'refused')
  for (const why of ['breaker-open', 'queue-full', 'aborted'] as const)
    t.equal(turnEndOf(why, false), 'dropped')
  t.equal(turnEndOf('deadline', false), 'dropped', 'too little time is not the fault of the vendor')
  t.equal(turnEndOf('deadline', true), 'failed', 'unless it had failed before')
})

function createRecorder(tryProbe: () => Promise<boolean>) {
  const announced: BreakerNews[] = []
  let tell: (news: BreakerNews) => void = () => undefined
  const share: BreakerShare = {
    announce: news => announced.push(news),
    tryProbe,
    listen: take => {
      tell = take
    },
  }
  return { share, announced, tell: (news: BreakerNews) => tell(news) }
}

function failThrice(breaker: ReturnType<typeof createBreaker>): void {
  for (let i = 0; i < 3; i++) breaker.report('turn', 'failed')
}

t.test('opening and closing are announced once, successes never', async t => {
  const clock = createFakeClock()
  const { share, announced } = createRecorder(async () => true)
  const breaker = createBreaker(limits, { clock, share, onMove })
  breaker.report('turn', 'answered')
  breaker.report('turn', 'failed')
  t.strictSame(announced, [])
  failThrice(breaker)
  t.strictSame(announced, [{ kind: 'open', forMs: 10_000 }])
  clock.move(10_000)
  t.equal(await breaker.admit(), 'probe')
  breaker.report('probe', 'answered')
  t.equal(await breaker.admit(), 'turn')
  breaker.report('turn', 'answered')
  t.strictSame(announced, [{ kind: 'open', forMs: 10_000 }, { kind: 'closed' }])
})

t.test('one turn probes, the others are refused until it has ended', async t => {
  const clock = createFakeClock()
  const breaker = createBreaker(limits, { clock, share: createRecorder(async () => true).share, onMove })
  failThrice(breaker)
  t.ok(breaker.refuses())
  t.equal(await breaker.admit(), undefined, 'open')
  clock.move(10_000)
  t.notOk(breaker.refuses())
  t.strictSame(await Promise.all([breaker.admit(), breaker.admit()]), ['probe', undefined])
  breaker.report('probe', 'dropped')
  t.equal(await breaker.admit(), 'probe', 'a dropped probe is made again')
})

t.test('a process that does not own the probe waits for news, and asks again later', async t => {
  const clock = createFakeClock()
  const { share, announced, tell } = createRecorder(async () => false)
  const breaker = createBreaker(limits, { clock, share, onMove })
  tell({ kind: 'open', forMs: 500 })
  t.ok(breaker.refuses())
  clock.move(500)
  t.equal(await breaker.admit(), undefined)
  t.ok(breaker.refuses())
  clock.move(PROBE_RETRY_MS)
  t.notOk(breaker.refuses())
  tell({ kind: 'closed' })
  t.equal(await breaker.admit(), 'turn')
  t.strictSame(announced, [], 'news is not told again')
})

t.test('a process cut off from the others probes for itself', async t => {
  const clock = createFakeClock()
  const share = createRecorder(async () => {
    throw new Error('away')
  }).share
  const breaker = createBreaker(limits, { clock, share, onMove })
  failThrice(breaker)
  clock.move(10_000)
  t.equal(await breaker.admit(), 'probe')
})

t.test('whoever was told meanwhile that it is closed is let through', async t => {
  const clock = createFakeClock()
  const asked = { answer: (_isOurs: boolean) => {} }
  const { share, tell } = createRecorder(
    () =>
      new Promise(resolve => {
        asked.answer = resolve
      }),
  )
  const breaker = createBreaker(limits, { clock, share, onMove })
  tell({ kind: 'open', forMs: 0 })
  const passing = breaker.admit()
  tell({ kind: 'closed' })
  asked.answer(false)
  t.equal(await passing, 'turn')
})

t.test('each move is heard once, whoever caused it', async t => {
  const clock = createFakeClock()
  const { share, tell } = createRecorder(async () => true)
  const moves: string[] = []
  const breaker = createBreaker(limits, { clock, share, onMove: (from, to) => moves.push(`${from}-${to}`) })
  failThrice(breaker)
  tell({ kind: 'open', forMs: 300 })
  clock.move(300)
  await breaker.admit()
  tell({ kind: 'closed' })
  t.strictSame(moves, ['closed-open', 'open-probing', 'probing-closed'])
})
