import t from 'tap'
import {
  BODY_BYTES_MAX,
  bodyOf,
  eventTypes,
  isEventIn,
  isEventPattern,
  type WebhookEvent,
} from '../../src/webhooks/event.js'

const event: WebhookEvent = {
  id: 'e',
  type: 'dialog.closed',
  at: Date.parse('2026-11-11T00:00:00Z'),
  shop: 'main',
  dialogId: 'd',
  version: 3,
  traceparent: '',
  data: { by: 'seat', outcome: 'solved' },
}

t.test('a pattern is a name, a family or all', async t => {
  t.ok(isEventIn(['dialog.closed'], 'dialog.closed'))
  t.ok(isEventIn(['turn.feedback', 'dialog.*'], 'dialog.closed'))
  t.ok(isEventIn(['*'], 'level.changed'))
  t.notOk(isEventIn(['dialog.*'], 'turn.feedback'))
  t.notOk(isEventIn(['dialog.message'], 'dialog.message_left'), 'a name is whole')
  t.notOk(isEventIn([], 'dialog.closed'))
  for (const type of eventTypes) t.ok(isEventPattern(type))
  for (const pattern of ['', 'dialog', 'dialog.', 'dialog.gone', 'seat.*', '.*', '**', 'dialog.*.*'])
    t.notOk(isEventPattern(pattern), pattern)
})

t.test('the body has type, time and shop', async t => {
  t.same(JSON.parse(bodyOf(event)), {
    type: 'dialog.closed',
    timestamp: '2026-11-11T00:00:00.000Z',
    data: { shop: 'main', dialog_id: 'd', version: 3, by: 'seat', outcome: 'solved' },
  })
  const { dialogId: _none, ...other } = {
    ...event,
    type: 'level.changed' as const,
    shop: '*',
    data: { to: 2 },
  }
  t.same(JSON.parse(bodyOf(other)).data, { shop: '*', to: 2 })
})

t.test('a body never has more than 20 kB: the longest fields are left out, and `cut` names them', async t => {
  for (const size of [1_000, 19_000, 20_000, 100_000]) {
    const data = { transcript: '好'.repeat(size), summary: '短', more: Array.from({ length: size }, () => 1) }
    const body = bodyOf({ ...event, data })
    t.ok(Buffer.byteLength(body) <= BODY_BYTES_MAX, `${Buffer.byteLength(body)} bytes`)
    const sent = JSON.parse(body).data
    t.match(sent, { dialog_id: 'd', summary: '短' })
    t.equal(sent.cut?.[0], size > 1_000 ? 'transcript' : undefined)
  }
})
