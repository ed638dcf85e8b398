import fc from 'fast-check'
import t from 'tap'
import { type Demand, runCluster } from '../support/admission/cluster.js'

const rule = { ratePerS: 500, burst: 500 }
const due = (ms: number, { ratePerS, burst } = rule) => burst + (ratePerS * ms) / 1000
const last = (total: number[]) => total.at(-1) ?? 0

for (const processes of [1, 2, 4, 16]) {
  t.test(`${processes} processes under a flood let in the rate and the burst over ten seconds`, async t => {
    const total = last(await runCluster(rule, processes, { ms: 10_000, demand: () => 3 }))
    t.ok(Math.abs(total - due(10_000)) < 0.02 * due(10_000), `${total} of ${due(10_000)}`)
  })
}

t.test('one busy process among idle ones gets all of the rate and the burst', async t => {
  const demand: Demand = process => (process === 0 ? 4 : 0)
  const total = last(await runCluster(rule, 4, { ms: 10_000, demand }))
  t.ok(Math.abs(total - due(10_000)) < 0.05 * due(10_000), `${total} of ${due(10_000)}`)
})

t.test('uneven demand is served as well as even demand', async t => {
  const demand: Demand = (process, ms) => (process === 0 ? 2 : Number(ms % (10 * process) === 0))
  const total = last(await runCluster(rule, 4, { ms: 10_000, demand }))
  t.ok(Math.abs(total - due(10_000)) < 0.05 * due(10_000), `${total} of ${due(10_000)}`)
})

t.test('a small bucket among many processes is neither stuck nor doubled', async t => {
  const small = { ratePerS: 5, burst: 5 }
  const total = last(await runCluster(small, 4, { ms: 10_000, demand: () => 1 }))
  t.ok(Math.abs(total - due(10_000, small)) <= 2, `${total} of ${due(10_000, small)}`)
})

t.test('steady demand below the rate is never refused, bursts within the burst neither', async t => {
  const demand: Demand = (_process, ms) => (ms % 1000 === 505 ? 50 : Number(ms % 20 === 0))
  const total = last(await runCluster(rule, 4, { ms: 5000, demand }))
  t.equal(total, 4 * (5 * 50 + 250))
})

/** Turns that come to a process at once. */
const AT_ONCE = 30
const busy = fc.array(fc.array(fc.nat(AT_ONCE), { minLength: 4, maxLength: 4 }), {
  minLength: 10,
  maxLength: 10,
})

t.test(
  'whatever comes where and when, what is let in too early is at most what comes during exchanges, and is made up',
  async () => {
    await fc.assert(
      fc.asyncProperty(busy, async phases => {
        const demand: Demand = (process, ms) =>
          ms >= 2000 ? 3 : Number(ms % 10 === 0) * (phases[Math.floor(ms / 200)]?.[process] ?? 0)
        const total = await runCluster(rule, 4, { ms: 5000, demand })
        const isBounded = total.every((spent, ms) => spent <= due(ms + 1) + 4 * AT_ONCE)
        return isBounded && last(total) <= due(5000) * 1.02
      }),
      { numRuns: 15 },
    )
  },
)
