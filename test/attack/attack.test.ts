// The standing attacks in their short form: a few seconds each, on two processes and a real Redis.
// `npm run attack` runs them long, alone on the machine, and prints their costs: only there are bounds on time held,
// those on what a victim waits for and on what an open route costs.
import t from 'tap'
import { floodNames } from '../support/attack/floods/floods.js'
import { fuzzMessages } from '../support/attack/fuzz.js'
import { startStage } from '../support/attack/stage.js'
import { meddle } from '../support/attack/stranger.js'
import { bodies, memoryPerMib } from '../support/attack/unauthenticated.js'
import { boundsBesideOthers, breaches, wage } from '../support/attack/wage.js'

const FLOOD_S = 3

const stage = await startStage()
t.teardown(() => stage.close())

t.test('one customer with a token cannot harm others', async t => {
  for (const flood of floodNames) {
    const cost = await wage(stage, flood, FLOOD_S)
    t.same(breaches(cost, boundsBesideOthers), [], `${flood} (P99 ${cost.p99Ms} ms of ${cost.turns} turns)`)
  }
})

t.test('one customer with a token learns nothing of others and keeps nobody out', async t => {
  t.same(await meddle(stage), { differences: [], owners: [] })
})

t.test('random messages on every channel leave both processes serving', async () => {
  await fuzzMessages(stage, { inputs: 500, seed: 1 })
})

t.test('a body without a token costs little memory, in whatever pieces it comes', async t => {
  for (const body of bodies) {
    const perMib = await memoryPerMib(stage, body, 8)
    t.ok(perMib <= 4, `${body.method} ${body.path} in pieces of ${body.pieceBytes}: ${perMib.toFixed(1)} MiB`)
  }
})
