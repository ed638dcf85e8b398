import t from 'tap'
import { createRefusals, REFUSALS_LISTED } from '../../src/audit/refusals.js'
import { eventOf } from '../support/audit/samples.js'

const refusal = (rule: string, traceId = '1') =>
  eventOf({ kind: 'refused', place: '/chat/{dialog_id}', rule, traceId })

t.test('of each reason the first in a minute are listed, the others are counted in one entry', async t => {
  const refusals = createRefusals()
  const listed = Array.from({ length: 100_000 }, (_, i) => refusals.add(refusal('unauthorized', `${i}`)))
  t.equal(listed.filter(Boolean).length, REFUSALS_LISTED)
  t.equal(refusals.add(refusal('forbidden')), true, 'a flood of one reason hides no other')
  t.same(refusals.next(), [
    { ...refusal('unauthorized', `${REFUSALS_LISTED}`), place: '*', count: 100_000 - REFUSALS_LISTED },
  ])
})

t.test('a minute without a flood adds nothing, and the next one lists again', async t => {
  const refusals = createRefusals()
  for (let i = 0; i < REFUSALS_LISTED; i++) t.equal(refusals.add(refusal('unauthorized')), true)
  t.same(refusals.next(), [])
  t.equal(refusals.add(refusal('unauthorized')), true)
  t.same(refusals.next(), [])
})
