// Failures that stop a tool, and the customers for whom it stops.
import t from 'tap'
import type { TurnEnd } from '../../src/llm/breaker.js'
import { createToolGuards } from '../../src/shop/tool-guard.js'
import { exampleTools } from '../support/shop/samples.js'

function stage(failures = 5) {
  const { tools } = exampleTools('http://127.0.0.1:1', tool =>
    Object.assign(tool, { breaker: { failures, open_ms: 1_000 }, rate_per_s: 100 }),
  )
  const time = { now: 1_000 }
  const guardOf = createToolGuards({ now: () => time.now })
  const [tool] = tools
  if (tool === undefined) throw new Error('the example has no tool')
  const guard = guardOf(tool)
  /** Makes a call with this end; returns 'breaker' or 'refused' when the call may not be made. */
  const call = (owner: string, end: TurnEnd = 'answered') => {
    const pass = guard.admit(owner)
    if (typeof pass === 'string') return pass
    pass.ended(end)
    return end
  }
  return { call, guard, time, guardOf, tools }
}

const customers = (count: number) => Array.from({ length: count }, (_, at) => `o${at}`)

t.test('a shop that hangs for everybody gets no calls after five failures, then one probe', t => {
  const { call, guard, time } = stage()
  for (const owner of customers(5)) t.equal(call(owner, 'failed'), 'failed')
  t.equal(guard.state(), 'open')
  t.equal(call('other'), 'breaker')
  time.now += 1_000
  const probe = guard.admit('other')
  t.equal(guard.admit('o1'), 'breaker', 'one call is the probe')
  t.ok(typeof probe === 'object' && probe.ended('answered') === undefined)
  t.equal(guard.state(), 'closed')
  t.equal(call('o1'), 'answered')
  t.end()
})

t.test('the tool stops for one customer whose calls fail, and for nobody else', t => {
  const { call, guard, time } = stage()
  for (let i = 0; i < 5; i++) t.equal(call('hostile', 'failed'), 'failed')
  for (let i = 0; i < 1_000; i++) call('hostile', 'failed')
  t.equal(call('hostile'), 'breaker')
  t.equal(guard.state(), 'closed')
  t.equal(call('other', 'failed'), 'failed', 'a failure of another one alone does not make up the rest')
  t.equal(guard.state(), 'closed')
  t.equal(call('other'), 'answered')
  time.now += 1_000
  t.equal(call('hostile', 'failed'), 'failed', 'tried again after a while')
  t.equal(call('hostile'), 'breaker')
  t.equal(guard.state(), 'closed')
  t.end()
})

t.test('the failures of two customers together stop the tool', t => {
  const { call, guard } = stage()
  for (const owner of ['a', 'a', 'a', 'b', 'b']) call(owner, 'failed')
  t.equal(guard.state(), 'open')
  const sole = stage(1)
  sole.call('a', 'failed')
  t.equal(sole.guard.state(), 'closed', 'also where one failure opens it')
  t.equal(sole.call('a'), 'breaker')
  sole.call('b', 'failed')
  t.equal(sole.guard.state(), 'open')
  t.end()
})

t.test('a refused call and a call out of its own time count neither for nor against the shop', t => {
  const { call, guard } = stage()
  for (const end of ['refused', 'dropped'] as const)
    for (const owner of [...customers(20), ...customers(20)]) t.equal(call(owner, end), end)
  t.equal(guard.state(), 'closed')
  t.end()
})

t.test('an answer in between ends the row of failures', t => {
  const { call, guard } = stage()
  for (const owner of customers(4)) call(owner, 'failed')
  call('other')
  for (const owner of customers(4)) call(owner, 'failed')
  t.equal(guard.state(), 'closed')
  t.end()
})

t.test('no more calls pass than the file allows, and each tool has a guard of its own', t => {
  const { call, guardOf, tools, time } = stage()
  const ends = Array.from({ length: 101 }, () => call('o'))
  t.equal(ends.filter(end => end === 'answered').length, 100)
  t.equal(ends.at(-1), 'refused')
  t.type(tools[1] && guardOf(tools[1]).admit('o'), 'object')
  time.now += 10
  t.equal(call('o'), 'answered')
  t.end()
})
