// Signs of life between a customer and the person who holds the dialog.
import t from 'tap'
import { dialogId, fakeChat } from '../../../perf/load/fake-front.js'
import type { SignMessage } from '../../../src/cluster/bus.js'
import { SIGNS_IN_A_ROW } from '../../../src/front/signs.js'
import type { LinkState } from '../../../src/seats/seat-links.js'
import { connect } from '../../support/front/client.js'
import { feed, serve } from '../../support/front/socket-stage.js'

const seat = { name: '小王', serviceId: 's1' }
const typing = { type: 'typing', dialog_id: dialogId }

/** A customer who follows a dialog; `passed` has the signs for its seat, `link` tells of the seat's connection. */
async function stage(t: Parameters<typeof serve>[0]) {
  const chat = fakeChat()
  const subscriptions = feed()
  const passed: SignMessage[] = []
  let tellLink: ((state: LinkState) => void) | undefined
  const seatLinks = {
    follow(_shop: string, _dialogId: string, tell: (state: LinkState) => void) {
      tellLink = tell
      return () => {
        tellLink = undefined
      }
    },
  }
  chat.dialog = { dialogId, mode: 'bot', expiresAt: 0, turns: [] }
  const { port } = await serve(t, chat, { subscriptions, seatLinks, passSign: sign => passed.push(sign) })
  const client = await connect(t, port)
  client.send({ type: 'resume', dialog_id: dialogId })
  /** The answer to a frame that needs none of the store: what was sent before it is done. */
  const settled = async () => {
    client.send({ type: 'cancel', ref: 'done', turn_id: '0'.repeat(32) })
    await client.next()
  }
  await settled()
  return {
    client,
    passed,
    settled,
    tell: (...[event]: Parameters<NonNullable<ReturnType<typeof subscriptions.listeners.get>>>) =>
      subscriptions.listeners.get(dialogId)?.(event),
    link: (state: LinkState) => tellLink?.(state),
    isLinkFollowed: () => tellLink !== undefined,
  }
}

t.test("a customer's signs go to the seat while one holds the dialog, and nowhere otherwise", async t => {
  const { client, passed, settled, tell } = await stage(t)
  client.send(typing)
  client.send({ type: 'read', dialog_id: dialogId, seq: 3 })
  await settled()
  t.same(passed, [], 'the bot talks')
  tell({ kind: 'mode', mode: 'seat', seat })
  await client.next()
  client.send(typing)
  client.send({ type: 'read', dialog_id: dialogId, seq: 3 })
  client.send({ type: 'typing', dialog_id: 'e'.repeat(32) })
  await settled()
  const about = { to: 'seat', dialogId, owner: 'owner of u1', shop: 'main' }
  t.same(passed, [
    { kind: 'typing', ...about },
    { kind: 'read', seq: 3, ...about },
  ])
  tell({ kind: 'mode', mode: 'bot' })
  await client.next()
  client.send(typing)
  await settled()
  t.equal(passed.length, 2)
})

t.test('a customer who gives signs without end is heard a few times a second', async t => {
  const { client, passed, settled, tell } = await stage(t)
  tell({ kind: 'mode', mode: 'seat', seat })
  await client.next()
  for (let i = 0; i < 100; i++) client.send(typing)
  await settled()
  t.ok(passed.length >= SIGNS_IN_A_ROW && passed.length < 50, `${passed.length} passed`)
})

t.test("the person's signs and the state of the connection are frames", async t => {
  const { client, tell, link, isLinkFollowed } = await stage(t)
  t.equal(isLinkFollowed(), false)
  tell({ kind: 'mode', mode: 'seat', seat })
  t.same(await client.next(), {
    type: 'mode',
    dialog_id: dialogId,
    mode: 'seat',
    open: true,
    seat: { name: seat.name },
    service_id: seat.serviceId,
  })
  tell({ kind: 'typing' })
  t.same(await client.next(), { type: 'typing', dialog_id: dialogId, from: 'seat' })
  tell({ kind: 'read', seq: 7 })
  t.same(await client.next(), { type: 'read', dialog_id: dialogId, seq: 7 })
  link('reconnecting')
  t.same(await client.next(), { type: 'link', dialog_id: dialogId, state: 'reconnecting' })
  link('back')
  t.same(await client.next(), { type: 'link', dialog_id: dialogId, state: 'back' })
  tell({ kind: 'mode', mode: 'bot' })
  await client.next()
  t.equal(isLinkFollowed(), false, 'nobody asks once the bot talks')
})
