// People at the desk of one process without Redis: what seats, customers and the shop hear of each step.
import { setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import { openDesk, openSeat, until } from '../support/e2e/desk.js'
import { startServer } from '../support/e2e/harness.js'
import { startReceiver } from '../support/e2e/receiver.js'

const server = await startServer(t, { OVERLOAD: 'off', UID_RATE_PER_S: '0' })

/** A customer's new dialog. */
async function dialogOf(uid: string) {
  const token = await server.token(uid)
  const { json } = await server.chat(token, { text: '怎么申请退货' })
  const { dialog_id: dialogId } = json as { dialog_id: string }
  const call = (method: string, path: string, body?: object) =>
    server.call(method, `/chat/${dialogId}${path}`, { token, ...(body !== undefined && { body }) })
  const say = (text: string) => server.chat(token, { text, dialog_id: dialogId })
  return { token, dialogId, call, say }
}

t.test('a closed dialog stays closed, though its last message has no answer', async t => {
  const seat = await openSeat(t, server, 'closer')
  for (const outcome of ['solved', 'spam']) {
    const { dialogId, call, say } = await dialogOf(`closed ${outcome}`)
    await call('POST', '/handoff', {})
    seat.send({ type: 'claim', ref: 'c', dialog_id: dialogId })
    await seat.take({ type: 'history', ref: 'c', dialog_id: dialogId })
    t.equal((await say('在吗')).status, 202)
    seat.send({ type: 'close', ref: 'x', dialog_id: dialogId, outcome })
    await seat.take({ type: 'done', ref: 'x' })
    type Shown = { mode: string; turns: readonly { text: string; source?: string }[] }
    const shown = async () => (await call('GET', '')).json as Shown
    await until(async () => (await shown()).turns.length === 2)
    // A rule would have asked by then.
    await delay(300)
    t.match(await shown(), { mode: 'bot', turns: [{}, { text: '在吗', source: 'notice' }] })
    t.match((await say('多久发货')).json, { source: 'faq' })
  }
  await seat.close()
})

t.test('the first frame of a seat is the queue, on each of its sockets', async t => {
  const token = await server.token('beginner', { role: 'seat' })
  for (let i = 0; i < 2; i++) {
    const seat = await openDesk(t, server, '/seat', token)
    await seat.take({ type: 'queue' })
    t.equal(seat.frames[0]?.type, 'queue')
    seat.send({ type: 'status', ref: 'on', status: 'online' })
    await seat.take({ type: 'status', ref: 'on' })
  }
})

t.test('each way to a person counts for the side of the gray release on which the customer is', async t => {
  const admin = await server.token('boss', { role: 'admin', shop: '*' })
  const release = { name: 'r1', percent: 50, variant: { temperature: 0.1 } }
  t.equal((await server.call('PUT', '/admin/gray', { token: admin, body: release })).status, 200)
  const seat = await openSeat(t, server, 'gray')
  const byButton = await dialogOf('u07')
  await byButton.call('POST', '/handoff', {})
  await byButton.call('POST', '/handoff', {})
  const byRule = await dialogOf('u08')
  await byRule.say('充电宝起火了怎么办')
  await seat.take({ type: 'waiting', row: { dialog_id: byRule.dialogId, reason: 'safety' } })
  const inWords = await dialogOf('u77')
  await inWords.say('转人工')
  const counted = async (side: string) => {
    const { json } = await server.call('GET', '/admin/gray', { token: admin })
    return (json as Record<string, { handoffs?: number } | undefined>)[side]?.handoffs
  }
  await until(async () => (await counted('canary')) === 2 && (await counted('stable')) === 1)
  for (const { call } of [byButton, byRule, inWords]) await call('DELETE', '/handoff')
  await server.call('PUT', '/admin/gray', { token: admin, body: {} })
  await seat.close()
})

t.test('the shop hears of first words that ask for a person in vain', async t => {
  const receiver = await startReceiver(t)
  const token = await server.token('boss', { role: 'admin', shop: '*' })
  const endpoint = { id: 'shop', url: receiver.url, events: ['dialog.handoff'], private: true }
  await server.call('PUT', '/admin/webhooks', { token, body: { endpoints: [endpoint] } })
  const { json } = await server.chat(await server.token('first words'), { text: '转人工' })
  const { dialog_id } = json as { dialog_id: string }
  t.match(json, { mode: 'bot', open: false, why: 'nobody' })
  const later = await dialogOf('later words')
  await later.say('转人工')
  await receiver.until(() => receiver.heard.length === 2)
  const data = { open: false, why: 'nobody', reason: 'asked', version: 1 }
  const heard = receiver.heard.map(event => event.data)
  t.match(
    heard.find(event => event.dialog_id === dialog_id),
    data,
  )
  t.match(
    heard.find(event => event.dialog_id === later.dialogId),
    data,
  )
  await server.call('PUT', '/admin/webhooks', { token, body: { endpoints: [] } })
})

t.test('a seat sees the capacity and skills that an operator has set, with a socket and without', async t => {
  const admin = await server.token('boss', { role: 'admin', shop: '*' })
  const override = { capacity: 2, skills: ['vip'] }
  const set = (sub: string) => server.call('PUT', `/admin/seats/${sub}`, { token: admin, body: override })
  const clerk = await server.token('clerk', { role: 'seat' })
  await server.call('POST', '/seat/status', { token: clerk, body: { status: 'online' } })
  t.equal((await set('clerk')).status, 204)
  const { json } = await server.call('GET', '/seat/queue', { token: clerk })
  t.match(json, { me: { sub: 'clerk', ...override } })
  const first = await openSeat(t, server, 'overridden')
  t.equal((await set('overridden')).status, 204)
  const second = await openDesk(t, server, '/seat', await server.token('overridden', { role: 'seat' }))
  t.match(await second.take({ type: 'queue' }), { me: { sub: 'overridden', ...override } })
  for (const seat of [first, second]) await seat.close()
  await server.call('POST', '/seat/status', { token: clerk, body: { status: 'away' } })
})
