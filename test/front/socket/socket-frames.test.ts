// Frames that are bad, too large, too many, or not read.
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { dialogId, fakeChat, readyChat, turnId } from '../../../perf/load/fake-front.js'
import { connect } from '../../support/front/client.js'
import { serve } from '../../support/front/socket-stage.js'

t.test('a bad frame gets an error frame and the socket lives on', async t => {
  const { port } = await serve(t, readyChat())
  const client = await connect(t, port)
  client.send('{')
  t.match(await client.next(), { type: 'error', problem: { type: '/problems/malformed-json' } })
  client.send({ type: 'turn', ref: 'r', text: '' })
  t.match(await client.next(), { ref: 'r', problem: { status: 422, errors: [{ field: '/text' }] } })
  client.send({ type: 'turn', ref: 'r', text: 'x', key: 'a b' })
  t.match(await client.next(), { ref: 'r', problem: { status: 422, errors: [{ field: '/key' }] } })
  client.ws.send(Buffer.from('{"type":"turn","text":"x"}'), { binary: true })
  t.match(await client.next(), { problem: { status: 400 } })
  client.send(`{"type":"turn","text":"${'x'.repeat(16_384)}"}`)
  t.match(await client.next(), { problem: { status: 413 } })
  client.send(`{"type":"turn","text":"${'x'.repeat(1_000_000)}"}`)
  t.match(await client.next(), { problem: { status: 413 } })
  client.send({ type: 'handoff', ref: 'h', dialog_id: dialogId })
  t.match(await client.next(), { type: 'mode', ref: 'h' })
  client.send({ type: 'turn', ref: 'last', text: 'x' })
  t.match(await client.next(), { type: 'answer', ref: 'last' })
})

t.test('who leaves the queue hears what those hear who ask', async t => {
  const { port } = await serve(t, readyChat())
  const client = await connect(t, port)
  const none = { dialog_id: dialogId, mode: 'bot', open: false, why: 'nobody', next_open_at: null }
  for (const type of ['handoff', 'leave']) {
    client.send({ type, ref: type, dialog_id: dialogId })
    t.same(await client.next(), { type: 'mode', ref: type, ...none })
  }
})

t.test('a frame over 1 MiB ends the connection', async t => {
  const { port } = await serve(t, readyChat())
  const client = await connect(t, port)
  client.send('x'.repeat(1_048_577))
  t.equal((await client.closed()).code, 1006)
})

t.test(
  'the twentieth bad frame within ten seconds ends the connection, a slow trickle of them does not',
  async t => {
    let now = Date.now()
    const { port } = await serve(t, readyChat(), { clock: { now: () => now } })
    const client = await connect(t, port)
    for (let i = 0; i < 40; i++) {
      client.send('x')
      await client.next()
      now += 600
    }
    for (let i = 0; i < 20; i++) client.send('x')
    t.match(await client.closed(), { code: 4008 })
  },
)

t.test('a client that reads nothing is cut off at 1 MiB', async t => {
  const chat = fakeChat()
  const { port } = await serve(t, chat)
  const client = await connect(t, port)
  chat.onPost = ({ sink }) => {
    client.ws.pause()
    sink.accepted({ dialogId, turnId, renewed: false })
    for (let i = 0; i < 200; i++) sink.delta('x'.repeat(65_536))
  }
  client.send({ type: 'turn', text: 'x' })
  while (!chat.held[0]?.isLeft) await sleep(1)
  client.ws.resume()
  t.match((await client.closed()).code, /4009|1006/)
})
