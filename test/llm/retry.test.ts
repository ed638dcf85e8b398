import fc from 'fast-check'
import t from 'tap'
import type { LlmFailure } from '../../src/llm/llm.js'
import { readRetryAfter, retryWait } from '../../src/llm/retry.js'
import { allowsRetry, countCall, countRetry, freshBudget } from '../../src/llm/retry-budget.js'

const limits = { attempts: 3, backoffMs: 500 }
const failed = { attempt: 1, why: 'server-error', retryAfterMs: undefined, streamed: false } as const

t.test('the wait grows by the same step with each attempt', async t => {
  t.equal(retryWait(failed, limits, 10_000), 500)
  t.equal(retryWait({ ...failed, attempt: 2 }, limits, 10_000), 1000)
  t.equal(retryWait({ ...failed, attempt: 3 }, limits, 10_000), undefined)
})

t.test('Retry-After lengthens the wait and never shortens it', async t => {
  t.equal(retryWait({ ...failed, retryAfterMs: 3000 }, limits, 10_000), 3000)
  t.equal(retryWait({ ...failed, retryAfterMs: 0 }, limits, 10_000), 500)
})

const failures: readonly LlmFailure[] = [
  'breaker-open',
  'queue-full',
  'aborted',
  'deadline',
  'connect',
  'timeout',
  'rate-limited',
  'server-error',
  'unauthorized',
  'refused',
  'bad-response',
  'stream-cut',
]

t.test('only what can pass is retried, never after a delta, never up to the deadline', async t => {
  const passing = ['connect', 'timeout', 'rate-limited', 'server-error']
  const anyFailure = fc.record({
    attempt: fc.integer({ min: 1, max: 5 }),
    why: fc.constantFrom(...failures),
    retryAfterMs: fc.option(fc.integer({ min: 0, max: 60_000 }), { nil: undefined }),
    streamed: fc.boolean(),
  })
  fc.assert(
    fc.property(anyFailure, fc.integer({ min: 0, max: 20_000 }), (failure, msLeft) => {
      const wait = retryWait(failure, limits, msLeft)
      if (wait === undefined) return
      t.notOk(failure.streamed)
      t.ok(passing.includes(failure.why))
      t.ok(failure.attempt < limits.attempts)
      t.ok(wait < msLeft)
      t.ok(wait >= failure.attempt * limits.backoffMs && wait >= (failure.retryAfterMs ?? 0))
    }),
  )
})

t.test('Retry-After is read as seconds or as a date', async t => {
  const now = Date.parse('Wed, 21 Oct 2026 07:28:00 GMT')
  t.equal(readRetryAfter('7', now), 7000)
  t.equal(readRetryAfter('Wed, 21 Oct 2026 07:28:05 GMT', now), 5000)
  t.equal(readRetryAfter('Wed, 21 Oct 2026 07:27:00 GMT', now), 0)
  for (const none of [undefined, '', 'soon', '1.5s']) t.equal(readRetryAfter(none, now), undefined)
})

t.test('with few calls every retry is allowed, with many a tenth', async t => {
  let budget = freshBudget
  for (let i = 0; i < 19; i++) budget = countRetry(countCall(budget, 0), 0)
  t.ok(allowsRetry(budget, 0))
  budget = countCall(budget, 0)
  t.notOk(allowsRetry(budget, 0))
})

t.test('what was spent is forgotten after ten seconds', async t => {
  let budget = freshBudget
  for (let i = 0; i < 100; i++) budget = countRetry(countCall(budget, 1000), 1000)
  t.notOk(allowsRetry(budget, 6500), 'still in the other half of the window')
  t.ok(allowsRetry(budget, 11_500))
})

t.test('retries never pass a tenth of the calls by more than the first twenty allow', async t => {
  const steps = fc.array(fc.integer({ min: 0, max: 2000 }), { maxLength: 400 })
  fc.assert(
    fc.property(steps, gaps => {
      let budget = freshBudget
      let now = 0
      for (const gap of gaps) {
        now += gap
        budget = countCall(budget, now)
        if (!allowsRetry(budget, now)) continue
        budget = countRetry(budget, now)
        const calls = budget.calls + budget.callsBefore
        const retries = budget.retries + budget.retriesBefore
        t.ok(calls < 20 || retries <= calls / 10, `${retries} of ${calls}`)
      }
    }),
    { numRuns: 30 },
  )
})
