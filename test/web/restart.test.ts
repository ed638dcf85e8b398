// The client and a server that goes: killed in the middle of a turn, or sent away in good order.
import { once } from 'node:events'
import { createServer } from 'node:net'
import t, { type Test } from 'tap'
import { startRedis } from '../../tools/redis-server.js'
import { startServer } from '../../tools/server.js'
import { nextOf, type Rig, startRig } from '../support/web/client-and-server.js'

async function withRedis(t: Test): Promise<Rig & { restart(): Promise<void> }> {
  const PORT = String(await quietPort())
  const redis = await startRedis()
  t.teardown(() => redis.stop())
  const env = { REDIS_URL: redis.url, PORT }
  const rig = await startRig(t, {}, env)
  const { secret: JWT_SECRET } = rig.server
  const { PATH } = process.env
  return {
    ...rig,
    async restart() {
      const again = await startServer({ PATH, ...env, JWT_SECRET, LLM_URL: rig.vendor.url })
      t.teardown(() => again.kill9())
    },
  }
}

/** A free port that no outgoing connection can take while its server is away: below those that systems hand out. */
async function quietPort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000)
    const probe = createServer()
    const isFree = await new Promise<boolean>(resolve => {
      probe.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true))
    })
    if (!isFree) continue
    probe.close()
    await once(probe, 'close')
    return port
  }
}

for (const transport of ['http', 'socket', 'auto'] as const) {
  t.test(`${transport}: a turn under way when the server is killed is answered once`, async t => {
    const { vendor, server, client, restart } = await withRedis(t)
    const chat = client(t, { transport })
    const { dialogId } = await chat.ask('第1句')
    vendor.set({ latency: { kind: 'fixed', ms: 20_000 } })
    const called = once(vendor.events, 'call')
    const second = chat.ask('第2句', { dialogId })
    const third = chat.ask('第3句', { dialogId })
    await called
    await server.kill9()
    vendor.set({ latency: { kind: 'fixed', ms: 0 } })
    await restart()
    t.match(await Promise.all([second, third]), [
      { seq: 2, dialogId },
      { seq: 3, dialogId },
    ])
    const { turns } = await chat.history(dialogId)
    t.same(
      turns.map(turn => turn.text),
      ['第1句', '第2句', '第3句'],
    )
  })
}

t.test('a client that is sent away comes back when it is told to, and misses nothing', async t => {
  const { vendor, server, client, restart } = await withRedis(t)
  const chat = client(t, { transport: 'socket' })
  const heard: number[] = []
  chat.on('answer', ({ seq }) => heard.push(seq))
  const { dialogId } = await chat.ask('第1句')
  vendor.set({ latency: { kind: 'fixed', ms: 200 } })
  const called = once(vendor.events, 'call')
  const second = chat.ask('第2句', { dialogId })
  await called
  const lost = nextOf(chat, 'state', state => state === 'connecting')
  const stopped = server.stop()
  await lost
  t.equal(await stopped, 0)
  const back = nextOf(chat, 'state', state => state === 'socket')
  await restart()
  await back
  t.match(await second, { seq: 2 })
  t.match(await chat.ask('第3句', { dialogId }), { seq: 3 })
  t.same(heard, [1, 2, 3])
  t.equal(vendor.counts().received, 3, 'the turn under way had been answered before the server went')
})
