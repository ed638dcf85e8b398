import t from 'tap'
import { Connection } from '../../web/client/connection.js'
import { FakeSocket } from '../support/web/fake-socket.js'

/** A connection over such sockets; `next` is the next one that is made. */
function world(
  patience: { openMs: number; replyMs: number },
  knock?: (signal: AbortSignal) => Promise<void>,
) {
  const made: FakeSocket[] = []
  const refused: unknown[] = []
  let tell: (socket: FakeSocket) => void = () => undefined
  const heard: string[] = []
  const connection = new Connection(
    {
      url: 'ws://shop',
      WebSocket: class extends FakeSocket {
        constructor() {
          super()
          made.push(this)
          tell(this)
        }
      },
      tokens: { current: async () => 'a.b.c', refused: token => refused.push(token) },
      random: () => 0,
      patience,
      ...(knock && { knock }),
    },
    { opened: () => heard.push('opened'), frame: text => heard.push(text), lost: () => heard.push('lost') },
  )
  const next = () =>
    new Promise<FakeSocket>(resolve => {
      tell = resolve
    })
  const opened = async () => {
    const made = next()
    connection.open()
    const socket = await made
    socket.happen('open')
    return socket
  }
  return { connection, made, refused, heard, next, opened }
}

const patient = { openMs: 60_000, replyMs: 60_000 }

t.test('a socket that does not open is given up, and what it does later is ignored', async t => {
  const { connection, heard, refused, next } = world({ ...patient, openMs: 1 })
  const first = next()
  connection.open()
  const stale = await first
  const fresh = await next()
  t.ok(stale.isClosed)
  t.same(refused, [], 'silence says nothing of the token')
  stale.happen('open')
  stale.happen('message', { data: 'late' })
  t.same(heard, ['lost'])
  fresh.happen('open')
  t.same(heard, ['lost', 'opened'])
  connection.close()
  t.ok(fresh.isClosed)
})

t.test('a socket that is closed before it opens may have been refused for its token', async t => {
  const { connection, refused, next } = world(patient)
  const first = next()
  connection.open()
  const socket = await first
  socket.happen('close', { code: 1006, reason: '' })
  t.equal(refused.length, 1)
  connection.close()
})

t.test('a frame that nothing answers shows that the network has gone', async t => {
  const { connection, heard, refused, next, opened } = world({ ...patient, replyMs: 1 })
  const socket = await opened()
  const again = next()
  connection.ask({ type: 'turn' })
  await again
  t.same(socket.sent, ['{"type":"turn"}'])
  t.ok(socket.isClosed)
  t.same(heard, ['opened', 'lost'])
  t.same(refused, [], 'the token had been taken')
  connection.close()
})

t.test('what needs no reply, or has had one, closes nothing', async t => {
  const { connection, heard, made, opened } = world({ ...patient, replyMs: 5 })
  const socket = await opened()
  connection.send({ type: 'resume' })
  connection.ask({ type: 'turn' })
  connection.ask({ type: 'turn' })
  socket.happen('message', { data: 'accepted' })
  await new Promise(resolve => setTimeout(resolve, 20))
  t.same(heard, ['opened', 'accepted'])
  t.equal(made.length, 1)
  connection.close()
})

t.test('after the close of an expired token comes another one, after any other close the same', async t => {
  const { connection, refused, next, opened } = world(patient)
  let socket = await opened()
  for (const [code, tokens] of [
    [1006, 0],
    [1012, 0],
    [4001, 1],
  ] as const) {
    const again = next()
    socket.happen('close', { code, reason: '' })
    socket = await again
    socket.happen('open')
    t.equal(refused.length, tokens, String(code))
  }
  connection.close()
})

t.test('a network that is back is tried at once, whatever was open before', async t => {
  const { connection, heard, made, next, opened } = world(patient)
  connection.renew()
  t.equal(made.length, 0, 'nothing is opened that was not asked for')
  const stale = await opened()
  const again = next()
  connection.renew()
  const fresh = await again
  t.ok(stale.isClosed)
  fresh.happen('open')
  t.same(heard, ['opened', 'lost', 'opened'])
  connection.close()
})

t.test(
  'a socket that knocks is opened again when the server was reached; in a hurry it knocks anew',
  async t => {
    const knocks: { readonly signal: AbortSignal; answer(): void }[] = []
    let knocked: () => void = () => undefined
    const knocking = () =>
      new Promise<void>(resolve => {
        knocked = resolve
      })
    const { connection, made, heard, next, opened } = world(patient, signal => {
      return new Promise(answer => {
        knocks.push({ signal, answer })
        knocked()
      })
    })
    const socket = await opened()
    t.equal(knocks.length, 0, 'the first attempt needs none')
    let begun = knocking()
    socket.happen('close', { code: 1006, reason: '' })
    await begun
    begun = knocking()
    connection.hurry()
    await begun
    t.ok(knocks[0]?.signal.aborted)
    knocks[0]?.answer()
    await new Promise(setImmediate)
    t.equal(made.length, 1, 'what was given up opens nothing')
    const again = next()
    knocks[1]?.answer()
    const fresh = await again
    connection.hurry()
    t.equal(knocks.length, 2, 'an attempt under way is left alone')
    fresh.happen('open')
    t.same(heard, ['opened', 'lost', 'opened'])
    begun = knocking()
    fresh.happen('close', { code: 1006, reason: '' })
    await begun
    connection.close()
    t.ok(knocks[2]?.signal.aborted)
  },
)
