import t from 'tap'
import { isCurrent, rowOf } from '../../src/seats/row.js'
import { deskView, entryOf } from '../support/seats/desk-view.js'

const hold = { sub: 's', name: '小王', claimId: 'c', serviceId: 'e', at: 0 }

t.test('a waiting dialog shows what its customer said last, also after the bot has answered', async t => {
  const asked = rowOf(deskView({ turns: [entryOf(1, '转人工')] }))
  t.match(asked, { kind: 'waiting', last: '转人工', reason: 'asked' })
  const later = rowOf(deskView({ turns: [entryOf(1, '转人工'), entryOf(2, '还在吗')] }))
  t.notOk(isCurrent(asked, later), 'its row is out of date')
  t.ok(isCurrent(later, later))
})

t.test('of a held dialog each message is not worth a write', async t => {
  const held = (text: string) => rowOf(deskView({ mode: 'seat', hold, turns: [entryOf(1, text)] }))
  t.ok(isCurrent(held('在吗'), held('还在吗')))
  t.notOk(isCurrent(held('在吗'), rowOf(deskView({ turns: [entryOf(1, '在吗')] }))))
})

t.test('a dialog that neither waits nor is held, and in which nothing was left, has no row', async t => {
  t.equal(rowOf(deskView({ mode: 'bot' })), undefined)
  t.match(rowOf(deskView({ mode: 'bot', left: '请回电' })), { kind: 'left', last: '请回电' })
})
