// The standing attacks in their short form: a few seconds each, on two processes and a real Redis.
// `npm run attack` runs them long, alone on the machine, and prints their costs: only there are bounds on time held,
// those on what a victim waits for and on what an open route costs.
import t, { type Test } from 'tap'
import { startClerk } from '../support/attack/clerk.js'
import { type FloodName, floodNames, ofPeople } from '../support/attack/floods/floods.js'
import { fuzzMessages } from '../support/attack/fuzz.js'
import { startStage } from '../support/attack/stage.js'
import { meddle } from '../support/attack/stranger.js'
import { bodies, memoryPerMib } from '../support/attack/unauthenticated.js'
import { boundsBesideOthers, breaches, wage } from '../support/attack/wage.js'

const FLOOD_S = 3
/** Dialogs of one customer that each process may let wait for a person at one moment. */
const WAITING_MAX = 5
/** Operators who may watch one process at a time. */
const WATCHERS_MAX = 64

const stage = await startStage()
t.teardown(() => stage.close())

t.test('one customer with a token cannot harm others', async t => {
  for (const flood of floodNames.filter(name => !ofPeople.includes(name))) await harmless(t, flood)
})

t.test('nor can a customer who floods those at the desk, or fill their lists', async t => {
  const clerk = await startClerk(stage)
  await clerk.hold()
  await harmless(t, 'signs')
  await clerk.release()
  await harmless(t, 'person-frames')
  await harmless(t, 'wishes')
  const { waiting, left } = await clerk.rows()
  t.ok(waiting <= WAITING_MAX * stage.servers.length, `${waiting} dialogs of one customer wait`)
  t.ok(left <= 1, `messages were left in ${left} dialogs, of one`)
  await clerk.leave()
})

async function harmless(t: Test, flood: FloodName): Promise<void> {
  const cost = await wage(stage, flood, FLOOD_S)
  t.same(breaches(cost, boundsBesideOthers), [], `${flood} (P99 ${cost.p99Ms} ms of ${cost.turns} turns)`)
}

t.test('one customer with a token learns nothing of others and keeps nobody out', async t => {
  t.same(await meddle(stage), { differences: [], owners: [] })
})

t.test('random messages on every channel leave both processes serving', async () => {
  await fuzzMessages(stage, { inputs: 500, seed: 1 })
})

t.test('asking for the heads of streams takes no place of those who read them', async t => {
  const token = await stage.token('op', 'admin')
  for (const path of ['/admin/live', '/admin/transcripts']) {
    const statuses = new Set<number>()
    for (let n = 0; n < WATCHERS_MAX + 6; n++)
      statuses.add((await stage.ask(0, { method: 'HEAD', path, token })).status)
    t.same([...statuses], [200], path)
  }
})

t.test('a body without a token costs little memory, in whatever pieces it comes', async t => {
  for (const body of bodies) {
    const perMib = await memoryPerMib(stage, body, 8)
    t.ok(perMib <= 4, `${body.method} ${body.path} in pieces of ${body.pieceBytes}: ${perMib.toFixed(1)} MiB`)
  }
})
