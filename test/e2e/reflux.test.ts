// What degraded answers come to once all is well again: a better one in the dialogs that are still open, and a line for
// the FAQ editors; and what editors see of left messages. Over real processes, a real Redis and the simulated vendor.
import { setTimeout as delay } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { WebSocket } from 'ws'
import { startVendor } from '../../perf/fake-llm.js'
import { startRedis } from '../../tools/redis-server.js'
import { type Server, startServer } from '../support/e2e/harness.js'

async function openStage(t: Test, vendorMs = 0) {
  const vendor = await startVendor({ numbered: true, latency: { kind: 'fixed', ms: vendorMs } })
  t.teardown(() => vendor.close())
  const redis = await startRedis()
  t.teardown(() => redis.stop())
  const env = {
    LLM_URL: vendor.url,
    REDIS_URL: redis.url,
    JWT_SECRET: 's'.repeat(64),
    DATA_KEY: 'd'.repeat(64),
    UID_RATE_PER_S: '0',
    ANSWER_BUDGET_MS: '10000',
  }
  const servers = [await startServer(t, env), await startServer(t, env)] as const
  const admin = await servers[0].token('op', { role: 'admin' })
  const customer = await servers[0].token('u1')
  return { vendor, servers, admin, customer }
}

interface Answer {
  readonly dialog_id: string
  readonly turn_id: string
  readonly answer: string
  readonly seq: number
  readonly source: string
  readonly improves?: string
}

const setLevel = (server: Server, admin: string, level: number | 'auto') =>
  server.call('PUT', '/admin/level', { token: admin, body: { level } })
const lines = (text: string) =>
  text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Record<string, unknown>)

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    await delay(50)
  }
}

/** The export, as soon as it holds better answers. */
const exportedOnceSettled = (server: Server, admin: string) =>
  until(async () => {
    const { text } = await server.call('GET', '/admin/reflux', { token: admin })
    return text.includes('"better"') ? lines(text) : undefined
  })

/** The first frame of the dialog that fits. */
function frameOf(socket: WebSocket, fits: (frame: Partial<Answer> & { type: string }) => boolean) {
  return new Promise<Partial<Answer>>(resolve => {
    socket.on('message', text => {
      const frame = JSON.parse(String(text))
      if (fits(frame)) resolve(frame)
    })
  })
}

async function openSocket(t: Test, server: Server, token: string): Promise<WebSocket> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws`, ['rushdesk.v1', `bearer.${token}`])
  t.teardown(() => socket.terminate())
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return socket
}

/** Shared by the tests that kill no process. */
const lasting = await openStage(t)

t.test('the better answer comes into the open dialog by itself, once, for all to see', async t => {
  const { vendor, servers, admin, customer } = lasting
  const [one, two] = servers
  await setLevel(one, admin, 3)
  const degraded = (await one.chat(customer, { text: '你们的鞋子显脚大吗' })).json as Answer
  const { dialog_id, turn_id } = degraded

  const socket = await openSocket(t, two, customer)
  const better = frameOf(socket, frame => frame.improves === turn_id)
  socket.send(JSON.stringify({ type: 'resume', dialog_id, after: 1 }))
  const from = Date.now()
  await setLevel(one, admin, 0)
  const frame = await better
  t.ok(Date.now() - from < 20_000, 'within 20 s of the return to level 0')
  t.match(frame, { type: 'answer', dialog_id, seq: 2, source: 'llm', level: 0, improves: turn_id })

  const history = (await one.call('GET', `/chat/${dialog_id}`, { token: customer })).json as {
    turns: object[]
  }
  t.match(history.turns, [
    { turn_id, seq: 1 },
    { turn_id: frame.turn_id, seq: 2, text: '你们的鞋子显脚大吗', answer: frame.answer, improves: turn_id },
  ])
  const replayed = frameOf(socket, ({ type, seq }) => type === 'answer' && seq === 2)
  socket.send(JSON.stringify({ type: 'resume', dialog_id, after: 1 }))
  t.match(await replayed, { improves: turn_id })

  const next = (await one.chat(customer, { text: '那买大一码可以吗', dialog_id })).json as Answer
  t.match(next, { seq: 3, source: 'llm' })
  const { messages } = JSON.parse(vendor.calls().at(-1)?.body ?? '') as { messages: { content: string }[] }
  t.ok(
    messages.some(({ content }) => content === frame.answer),
    'the next prompt holds it',
  )
  const [line] = await exportedOnceSettled(one, admin)
  t.match(line, { turn_id, question: '你们的鞋子显脚大吗', better: frame.answer, delivered: true })
})

t.test('a process killed while it asks again is replaced, and the dialog hears one answer', async t => {
  const { vendor, servers, admin, customer } = await openStage(t, 1_000)
  await setLevel(servers[0], admin, 3)
  const { dialog_id, turn_id } = (await servers[0].chat(customer, { text: '鞋子显脚大吗' })).json as Answer
  // The process with the smallest incarnation does the cluster's work.
  const statuses = await Promise.all(
    servers.map(async server => {
      const { json } = await server.call('GET', '/admin/status', { token: admin })
      return { server, origin: (json as { process: string }).process }
    }),
  )
  const [first, second] = statuses.sort((a, b) => (a.origin < b.origin ? -1 : 1))
  if (!first || !second) throw new Error('two processes were started')
  await setLevel(second.server, admin, 0)
  const asked = () => vendor.calls().filter(({ body }) => body.includes('显脚大')).length
  await until(async () => asked() > 0 || undefined)
  await first.server.kill9()
  const [line] = await exportedOnceSettled(second.server, admin)
  t.match(line, { turn_id, delivered: true })
  const { json } = await second.server.call('GET', `/chat/${dialog_id}`, { token: customer })
  t.match((json as { turns: object[] }).turns, [{ seq: 1 }, { seq: 2, improves: turn_id }])
  t.equal((json as { turns: object[] }).turns.length, 2)
  // Once in vain, unless the other was at it as well: who meets a slow Redis works for itself for a moment.
  t.ok(asked() === 1 || asked() === 2, `asked ${asked()} times`)
})

t.test('a left message is a line for the editors, is not asked about, and goes with its dialog', async t => {
  const { vendor, servers, admin, customer } = lasting
  const [one, two] = servers
  await setLevel(one, admin, 3)
  const { dialog_id, turn_id } = (await one.chat(customer, { text: '这条围巾掉色吗' })).json as Answer
  const leave = () =>
    two.call('POST', `/chat/${dialog_id}/left-message`, {
      token: customer,
      body: { text: '掉色就请回电13912345678' },
      headers: { 'idempotency-key': 'k' },
    })
  const left = await leave()
  t.equal(left.status, 202)
  t.same((await leave()).json, left.json)
  const { message_id } = left.json as { message_id: string }
  const ownLines = async () => {
    const { text } = await one.call('GET', '/admin/reflux', { token: admin })
    return lines(text).filter(line => line.dialog_id === dialog_id)
  }
  const shown = await until(async () => {
    const own = await ownLines()
    return own.length > 1 ? own : undefined
  })
  const message = { turn_id: message_id, answer: '', level: 3, source: 'message' }
  t.match(shown, [{ turn_id }, { ...message, question: /^掉色就请回电/ }])
  t.equal(shown.length, 2, 'the same message again is one line')
  t.notMatch(JSON.stringify(shown), '13912345678')
  await setLevel(one, admin, 0)
  const settled = await until(async () => {
    const own = await ownLines()
    return own.some(line => 'better' in line) ? own : undefined
  })
  t.match(settled, [{ turn_id, better: String, delivered: true }, message])
  t.notOk('better' in Object(settled[1]))
  // Longer than the worker's own pace.
  await delay(1_500)
  t.notMatch(JSON.stringify(vendor.calls()), '掉色就请回电')
  t.equal((await one.call('DELETE', `/chat/${dialog_id}`, { token: customer })).status, 204)
  t.same(await ownLines(), [])
})

t.test('nothing is asked again while the level is above 0', async t => {
  const { vendor, servers, admin, customer } = lasting
  const [one] = servers
  await setLevel(one, admin, 4)
  const { json } = await one.chat(customer, { text: '这顶帽子偏小吗' })
  const { turn_id } = json as Answer
  await setLevel(one, admin, 1)
  // Longer than the worker's own pace.
  await delay(2_500)
  t.notMatch(JSON.stringify(vendor.calls()), /偏小/, 'only small probes go out')
  const { text } = await one.call('GET', '/admin/reflux', { token: admin })
  const line = lines(text).find(line => line.turn_id === turn_id)
  t.ok(line)
  t.notOk(line && 'better' in line)
})
