// A rehearsal of a few seconds against real servers; what the figures are is not its business.
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { createAdmin } from '../../../perf/rehearse/admin.js'
import { releaseBreaker } from '../../../perf/rehearse/bad-release.js'
import type { Check } from '../../../perf/rehearse/check.js'
import { startCluster } from '../../../perf/rehearse/cluster.js'
import { canBreak } from '../../../perf/rehearse/faults.js'
import { checkPeople } from '../../../perf/rehearse/people.js'
import { ownQuestions } from '../../../perf/rehearse/questions.js'
import { play, type Stage } from '../../../perf/rehearse/run.js'
import type { Fault } from '../../../perf/rehearse/scenario.js'
import { fullScenarios } from '../../../perf/rehearse/scenarios.js'
import type { Turn } from '../../../perf/rehearse/turns.js'
import type { Role } from '../../../src/auth/identity.js'
import { signToken } from '../../../src/auth/sign.js'
import { startServer } from '../../support/e2e/harness.js'
import { calm } from '../../support/perf/rehearse/samples.js'

// Thirteen seconds of load, and the starts of two processes on a machine that may be busy.
t.setTimeout(200_000)

/** Nobody is refused, however slow the machine. */
const open = { OVERLOAD: 'off', RATE_PER_S: '0', UID_RATE_PER_S: '0' }
const limits = { ratePerS: 0, rateBurst: 1, deadlineMs: 3000 }

async function stageAt(url: string, secret: string): Promise<Stage> {
  const sign = (uid: string, role: Role) => signToken({ uid, role, expiresInS: 600 }, secret, Date.now())
  return {
    url,
    breakers: {},
    basePerS: 40,
    limits,
    warmupS: 0.5,
    random: Math.random,
    admin: createAdmin(url, await sign('operator', 'admin')),
    seatTokens: [await sign('seat 1', 'seat'), await sign('seat 2', 'seat')],
    tokens: await Promise.all(Array.from({ length: 40 }, (_, i) => sign(`c${i}`, 'customer'))),
    stock: { hot: [], faq: ['怎么申请退货'], real: ownQuestions },
  }
}

const server = await startServer(t, { ...open })
const stage = await stageAt(server.url, server.secret)
t.teardown(() => stage.admin.close())
const token = await server.token('op', { role: 'admin', shop: '*' })
await server.call('PUT', '/admin/level', { token, body: { level: 0 } })

t.test('a server that runs already answers every turn that was due', async t => {
  const seen: Turn[] = []
  const run = await play({ ...calm, phases: [{ name: 's', seconds: 2, from: 1, to: 2 }] }, stage, turn =>
    seen.push(turn),
  )
  t.equal(run.turns.length, 120)
  t.equal(seen.length, 120)
  t.same([...new Set(run.turns.map(turn => turn.first.status))], [200])
  t.same([...new Set(run.levels.map(sample => sample.level))], [0])
  t.ok(fullScenarios().some(scenario => canBreak(scenario, stage.breakers)))
  t.notOk(fullScenarios().every(scenario => canBreak(scenario, stage.breakers)))
})

t.test('a release is tried, and its vendor fails meanwhile', async t => {
  const vendor: object[] = []
  const breakers = releaseBreaker(stage.admin, async settings => void vendor.push(settings))
  const fault = { kind: 'release', percent: 10, faults: ['503'] } as const
  const scenario = { ...calm, faults: [{ fromS: 0.1, toS: 0.2, name: 'bad', fault }] }
  const { levels } = await play(scenario, { ...stage, breakers }, () => undefined)
  t.match(vendor, [
    { faults: ['503'], faultsFor: 'bad-release' },
    { faults: [], faultsFor: '' },
  ])
  t.ok(levels.some(({ gray }) => gray === 'observing'))
})

t.test('customers are handed to seats, who talk with all of them', async t => {
  const people = { seats: 2, share: 0.3, pace: { lookMs: 20, replyMs: 50, serviceMs: 200 } }
  const { turns, desk } = await play({ ...calm, people }, stage, () => undefined)
  t.ok(desk && desk.claimed.size > 0 && desk.said.length > 0)
  const isTimed = ({ promise }: Check) => promise.startsWith('P99')
  t.same(
    checkPeople(turns, desk).filter(check => !check.isKept && !isTimed(check)),
    [],
  )
})

t.test('a cluster of its own is broken and mended on schedule', async t => {
  const secret = randomBytes(32).toString('hex')
  const { PATH } = process.env
  const cluster = await startCluster({
    processes: 2,
    hasOrders: true,
    secret,
    env: { PATH, ...open, TURN_DEADLINE_MS: '3000' },
  })
  t.teardown(async () => {
    const complaints = await cluster.stop()
    if (complaints.length > 0) throw new Error(complaints.join('\n'))
  })
  const stage = { ...(await stageAt(cluster.url, secret)), breakers: cluster.breakers }
  t.teardown(() => stage.admin.close())
  t.ok(
    fullScenarios().every(scenario => canBreak(scenario, stage.breakers)),
    'everything can be broken here',
  )

  const faults = (
    [
      { kind: 'vendor', faults: ['503'] },
      { kind: 'process-killed' },
      { kind: 'redis-frozen' },
      { kind: 'redis-killed' },
      { kind: 'shop', fault: '503' },
    ] satisfies Fault[]
  ).map((fault, i) => ({ fromS: 0.5 + i, toS: 1 + i, name: fault.kind, fault }))
  const phases = [{ name: 's', seconds: 7, from: 1, to: 1 }]
  const scenario = { ...calm, phases, faults, orderShare: 0.5 }
  const { turns } = await play(scenario, stage, () => undefined)
  t.equal(turns.length, 280)
  t.ok(turns.every(({ first }) => first.status !== 'unanswered'))
  t.ok(turns.some(({ kind }) => kind === 'order'))
  t.ok(
    turns.some(({ dueMs, first }) => dueMs > 5000 && first.status === 200),
    'answers come again',
  )
})
