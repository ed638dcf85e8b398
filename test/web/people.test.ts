// The client and a person at the desk, against a real server: asking for the person, the customer's signs, and the transcript.
import t from 'tap'
import { openSeat } from '../support/e2e/desk.js'
import { nextOf, startRig } from '../support/web/client-and-server.js'

const rig = await startRig(t)

t.test('a customer asks for a person, who sees them write and read, and keeps what was said', async t => {
  const chat = rig.client(t, { transport: 'socket' })
  const { dialogId } = await chat.ask('怎么申请退货')
  const seat = await openSeat(t, rig.server, 'wang')
  t.match(await chat.handoff(dialogId), { mode: 'queued', open: true, position: 1, reason: 'asked' })
  const held = nextOf(chat, 'mode', ({ mode }) => mode === 'seat')
  seat.send({ type: 'claim', ref: 'c', dialog_id: dialogId })
  const history = await seat.take({ type: 'history', ref: 'c' })
  t.match(await held, { dialogId, seat: { name: 'wang' }, serviceId: history.service_id })

  chat.typing(dialogId)
  t.same(await seat.take({ type: 'typing' }), { type: 'typing', dialog_id: dialogId, from: 'customer' })
  chat.read(dialogId, 1)
  t.same(await seat.take({ type: 'read' }), { type: 'read', dialog_id: dialogId, seq: 1 })

  const message = nextOf(chat, 'message')
  seat.send({ type: 'say', ref: 's', dialog_id: dialogId, text: '我来帮您' })
  t.match(await message, { text: '我来帮您', ai: false })
  seat.send({ type: 'close', ref: 'x', dialog_id: dialogId, outcome: 'solved' })
  await seat.take({ type: 'done', ref: 'x' })
  await chat.rate(dialogId, { score: 5, solved: true })
  const transcript = await chat.transcript(dialogId)
  t.match(transcript, {
    dialogId,
    services: [{ serviceId: history.service_id, outcome: 'solved', rating: { score: 5, solved: true } }],
    entries: [
      { from: 'customer' },
      { from: 'bot' },
      { from: 'seat', name: 'wang', text: '我来帮您', ai: false },
    ],
  })
  const lines = (await chat.transcriptText(dialogId)).trimEnd().split('\n')
  t.equal(lines.length, transcript.entries.length)
  t.match(lines.at(-1), '我来帮您')
  await seat.close()
})

t.test('signs without a socket are dropped, and a left message has an id', async t => {
  const chat = rig.client(t, { transport: 'http', uid: 'u2' })
  const { dialogId } = await chat.ask('怎么申请退货')
  chat.typing(dialogId)
  chat.read(dialogId, 1)
  t.match(await chat.handoff(dialogId), { mode: 'bot', open: false, why: 'nobody' })
  t.match(await chat.leaveMessage(dialogId, '请回电'), { messageId: /^[0-9a-f]{32}$/ })
})
