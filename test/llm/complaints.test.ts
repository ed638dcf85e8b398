import t from 'tap'
import { turnEndOf } from '../../src/llm/breaker.js'
import { type Complaint, createComplaints } from '../../src/llm/complaints.js'
import { failureOf } from '../../src/llm/failure.js'
import { startRig } from '../support/llm/client-and-vendor.js'

t.test("what only an operator can mend is the vendor's failure, not the prompt's", async t => {
  for (const status of [401, 402, 403, 405, 410, 451])
    t.equal(turnEndOf(failureOf(status), false), 'failed', String(status))
  for (const status of [400, 404, 413, 422])
    t.equal(turnEndOf(failureOf(status), false), 'refused', String(status))
})

t.test('the status tells why a vendor refuses every call, until it answers again', async t => {
  const rig = await startRig(t)
  await rig.ask('[[sim:402]]')
  await rig.ask('[[sim:500]]')
  t.match(rig.llm.status(), [{ refusal: { why: 'unpaid', since: Number } }])
  await rig.ask('and now?')
  t.equal(rig.llm.status()[0]?.refusal, undefined)
})

t.test('a refusing vendor is complained of once a minute, with the number of its calls', async t => {
  const complaints: Complaint[] = []
  const note = createComplaints(complaint => complaints.push(complaint))
  for (let second = 0; second <= 60; second++) note({ vendor: 'primary', outcome: 'unpaid' }, second * 1_000)
  note({ vendor: 'primary', outcome: 'timeout' }, 200_000)
  note({ vendor: 'fallback', outcome: 'unauthorized' }, 1_000)
  t.strictSame(complaints, [
    { vendor: 'primary', why: 'unpaid', calls: 1 },
    { vendor: 'primary', why: 'unpaid', calls: 60 },
    { vendor: 'fallback', why: 'unauthorized', calls: 1 },
  ])
})
