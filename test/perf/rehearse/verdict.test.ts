import t from 'tap'
import type { Scenario } from '../../../perf/rehearse/scenario.js'
import type { Turn } from '../../../perf/rehearse/turns.js'
import { judge, type Run } from '../../../perf/rehearse/verdict.js'
import { calm, runOf, turnsOf } from '../../support/perf/rehearse/samples.js'

const broken = (run: Run) => judge(run).checks.filter(check => !check.isKept)
const brokenOf = (turns: readonly Turn[], named: Partial<Run> = {}) =>
  broken(runOf(turns, named)).map(({ promise }) => promise)
const each = (named: Partial<Turn>, isHit: (i: number) => boolean) => (turn: Turn, i: number) =>
  isHit(i) ? { ...turn, ...named } : turn

t.test('a run in which all went well keeps every promise', async t => {
  const pendingTurns = { unavailableS: 0, isCalm: true, level: { atMost: 0 } }
  const levels = [{ atS: 0, level: 0, reason: 'all-well' }]
  t.same(brokenOf(turnsOf(100), { scenario: { ...calm, pendingTurns }, levels }), [])
})

t.test('late responses break the P99 promise and their seconds', async t => {
  const turns = turnsOf(
    100,
    each({ firstMs: 600 }, i => i % 50 === 0),
  )
  t.same(brokenOf(turns), ['P99 to the first response ≤ 500 ms', 'unavailable seconds ≤ 0'])
})

t.test('a connection that broke is told apart from a 5xx', async t => {
  const reset = { first: { status: 'ECONNRESET' } }
  t.same(
    brokenOf(
      turnsOf(
        200,
        each(reset, i => i === 3),
      ),
    ),
    ['broken connections ≤ 0'],
  )
  const fault = { first: { status: 500, problem: 'internal' } }
  const checks = broken(
    runOf(
      turnsOf(
        200,
        each(fault, i => i === 3),
      ),
    ),
  )
  t.match(checks, [{ promise: '5xx: 0', measured: '1 (1 internal)' }])
})

t.test('only a store that is away may refuse, only then and shortly after', async t => {
  const faults = [{ fromS: 0.5, toS: 0.9, name: 'Redis frozen', fault: { kind: 'redis-frozen' as const } }]
  const scenario: Scenario = { ...calm, faults, pendingTurns: { unavailableS: 4, storeMayRefuse: true } }
  const away = { first: { status: 503, problem: 'store-away' } }
  const at = (from: number, to: number) =>
    turnsOf(
      100,
      each(away, i => i >= from && i < to),
    )
  t.same(brokenOf(at(40, 390), { scenario }), [], 'under way when it went away, or within 3 s after its end')
  t.same(brokenOf(at(40, 391), { scenario }), ['5xx other than store-away: 0'], 'later')
  t.same(
    brokenOf(at(39, 390), { scenario }),
    ['5xx other than store-away: 0'],
    'answered before it went away',
  )
  t.same(brokenOf(at(40, 390)), ['5xx: 0', 'unavailable seconds ≤ 0'], 'in another scenario')
})

t.test('every 202 must have been answered, and in time', async t => {
  const promise = 'every 202 is answered within 17 s'
  const pending = (ms: number, status: number) =>
    turnsOf(
      10,
      each({ first: { status: 202 }, followed: { ms, end: { status } } }, i => i === 5),
    )
  t.same(brokenOf(pending(17_500, 200)), [])
  t.same(brokenOf(pending(18_500, 200)), [promise])
  t.same(brokenOf(pending(900, 404)), [promise])
  t.same(
    brokenOf(
      turnsOf(
        10,
        each({ first: { status: 202 } }, i => i === 5),
      ),
    ),
    [promise],
    'never followed',
  )
})

t.test('refusals are held against what vendor and cheap answers could have done', async t => {
  const refused = { first: { status: 429, problem: 'rate-limited' } }
  const limits = { ratePerS: 60, rateBurst: 20, deadlineMs: 17_000 }
  // Of 100 a second 30 are answered by the FAQ: 10 a second are too many, less the burst, and 2 % of 400 on top.
  const turns = (count: number) =>
    turnsOf(100, (turn, i) => {
      if (i % 10 < 3) return { ...turn, kind: 'faq', first: { status: 200, source: 'faq' } }
      return i % 10 === 5 && i < 10 * count ? { ...turn, ...refused } : turn
    })
  t.same(brokenOf(turns(28), { limits }), [])
  t.same(brokenOf(turns(29), { limits }), ['429 ≤ arrivals − capacity + 2 % = 28'])
})

t.test('at the peak the vendor must be used to 0.95 of its rate', async t => {
  const limits = { ratePerS: 50, rateBurst: 0, deadlineMs: 17_000 }
  const refused = { first: { status: 429, problem: 'rate-limited' } }
  const isUsed = (perS: number) =>
    !brokenOf(
      turnsOf(
        100,
        each(refused, i => i % 100 >= perS),
      ),
      { limits },
    ).includes('vendor turns at the peak ≥ 0.95 × 50/s')
  t.ok(isUsed(48))
  t.notOk(isUsed(47))
})

t.test('a calm scenario allows next to no 202 and no 429', async t => {
  const scenario = { ...calm, pendingTurns: { unavailableS: 0, isCalm: true } }
  const followed = { ms: 900, end: { status: 200, source: 'llm' } }
  const turns = turnsOf(
    100,
    each({ first: { status: 202 }, followed }, i => i % 50 === 0),
  )
  t.same(brokenOf(turns, { scenario }), ['200 ≥ 99 %', '202 ≤ 1 %'])
})

t.test('exact questions must be answered at once, whatever becomes of the others', async t => {
  const scenario = { ...calm, pendingTurns: { unavailableS: 0, answersExact: true } }
  const limits = { ratePerS: 1, rateBurst: 1, deadlineMs: 17_000 }
  const refused = { first: { status: 429, problem: 'rate-limited' } }
  const mixed = (isExact: (i: number) => boolean) =>
    turnsOf(10, (turn, i) =>
      i % 2 === 0 ? { ...turn, kind: isExact(i) ? 'hot' : 'unique', ...refused } : { ...turn, kind: 'faq' },
    )
  const promise = 'exact hot and FAQ questions with a 200 ≥ 99 %'
  t.notOk(
    brokenOf(
      mixed(() => false),
      { scenario, limits },
    ).includes(promise),
  )
  t.ok(
    brokenOf(
      mixed(() => true),
      { scenario, limits },
    ).includes(promise),
  )
})

t.test('orders are told from the books while the shop is well, and only then', async t => {
  const fault = { kind: 'shop', fault: '503' } as const
  const scenario = {
    ...calm,
    faults: [{ fromS: 2, toS: 3, name: 'shop 503', fault }],
    pendingTurns: { unavailableS: 0, answersOrders: true },
  }
  const asked = (isTold: (turn: Turn) => boolean) =>
    turnsOf(100, turn => {
      const source = isTold(turn) ? 'tool' : 'notice'
      return { ...turn, kind: 'order', first: { status: 200, source, level: 0 } }
    })
  const promise = 'orders told from the shop’s books while it is well ≥ 99 %'
  t.same(
    brokenOf(
      asked(({ dueMs }) => dueMs < 1_000),
      { scenario },
    ),
    [],
  )
  t.same(
    brokenOf(
      asked(({ dueMs }) => dueMs < 900),
      { scenario },
    ),
    [promise],
  )
})
