// Scripted dialogs for GB/T 47746-2026, people and AI in customer service working together. Its text was not at hand, so a
// title names no number of a clause but the matter that was made public of its draft: response, switching, marks, working
// together, safety, faults, who is answerable, feedback. docs/compliance.md lists them.
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { startVendor } from '../../perf/fake-llm.js'
import { type DeskClient, openDesk, openSeat, startDesks, until } from '../support/e2e/desk.js'
import type { Server } from '../support/e2e/harness.js'

const vendor = await startVendor()
t.teardown(() => vendor.close())
const [server] = (await startDesks(t, 1, {
  LLM_URL: vendor.url,
  JWT_SECRET: randomBytes(32).toString('hex'),
  SEAT_GRACE_S: '5',
  UID_RATE_PER_S: '0',
  OVERLOAD: 'off',
  ANSWER_BUDGET_MS: '10000',
  AIGC_PRODUCER: 'shop',
})) as readonly [Server]

type Json = Readonly<Record<string, unknown>>

/** A customer with one dialog. */
async function openCustomer(uid: string) {
  const token = await server.token(uid)
  let dialogId: string | undefined
  return {
    token,
    id: () => dialogId ?? '',
    async says(text: string): Promise<Json> {
      const { json } = await server.chat(token, { text, ...(dialogId && { dialog_id: dialogId }) })
      dialogId = (json as { dialog_id: string }).dialog_id
      return json as Json
    },
    call: async (method: string, path: string, body?: object) =>
      server.call(method, `/chat/${dialogId}${path}`, { token, ...(body && { body }) }),
  }
}

type Customer = Awaited<ReturnType<typeof openCustomer>>

/** Resolves when the customer's own question would be put to somebody. */
async function somebodyIsThere(customer: Customer): Promise<void> {
  await until(async () => ((await customer.call('GET', '')).json as Json).open === true)
}

async function claimed(seat: DeskClient, customer: Customer): Promise<Json> {
  seat.send({ type: 'claim', ref: 'claim', dialog_id: customer.id() })
  return seat.take({ type: 'history', ref: 'claim' })
}

async function closed(seat: DeskClient, customer: Customer): Promise<void> {
  seat.send({ type: 'close', ref: 'close', dialog_id: customer.id(), outcome: 'solved' })
  await seat.take({ type: 'done', ref: 'close' })
}

/** The calls that put this question to the model. It also sums up dialogs that wait. */
const askedFor = (text: string) => vendor.calls().filter(({ body }) => body.includes(`"content":"${text}"`))

const title = (matter: string, rule: string) => `GB/T 47746-2026 (clause not verified), ${matter}: ${rule}`

t.test(
  title('response', 'whoever asks for a person hears at once whether one can be had, and may leave word'),
  async t => {
    const customer = await openCustomer('nobody there')
    const told = await customer.says('转人工')
    t.match(told, { source: 'notice', ai: false, mode: 'bot', open: false, why: 'nobody' })
    const left = await customer.call('POST', '/left-message', { text: '请联系我' })
    t.match(left, { status: 202, json: { message_id: /^[0-9a-f]{32}$/ } })
    const seat = await openSeat(t, server, 'reads what was left')
    t.match(await claimed(seat, customer), { left: [left.json as object] })
    await closed(seat, customer)
    await seat.close()
  },
)

t.test(
  title(
    'switching',
    'one sentence is enough, no question stands before it, and nothing has to be said twice',
  ),
  async t => {
    const seat = await openSeat(t, server, 'switching')
    const customer = await openCustomer('switches')
    await customer.says('这件上衣的面料扎不扎')
    await somebodyIsThere(customer)
    const queued = await customer.says('转人工')
    t.match(queued, { source: 'notice', ai: false, mode: 'queued', open: true, position: 1 })
    const history = await claimed(seat, customer)
    t.match(history, { turns: [{ text: '这件上衣的面料扎不扎' }, {}], summary: { text: /面料/ } })
    await closed(seat, customer)
    await seat.close()
  },
)

t.test(
  title('marks', 'what a model says is marked so, what a person says bears the name, now and later'),
  async t => {
    const seat = await openSeat(t, server, 'li')
    const customer = await openCustomer('wants to know who speaks')
    t.match(await customer.says('这件上衣起球吗'), { source: 'llm', ai: true })
    await somebodyIsThere(customer)
    await customer.call('POST', '/handoff', {})
    await claimed(seat, customer)
    seat.send({ type: 'say', ref: 's', dialog_id: customer.id(), text: '您好，我来看看' })
    await seat.take({ type: 'said', ref: 's' })
    seat.send({ type: 'draft', ref: 'd', dialog_id: customer.id() })
    const draft = await seat.take({ type: 'draft', ref: 'd' })
    const unchanged = { text: draft.text, draft_id: draft.draft_id }
    seat.send({ type: 'say', ref: 'm', dialog_id: customer.id(), ...unchanged })
    await seat.take({ type: 'said', ref: 'm' })
    t.match((await customer.call('GET', '')).json, {
      turns: [
        { source: 'llm', ai: true },
        { from: 'seat', name: 'li', ai: false },
        { from: 'seat', name: 'li', ai: true },
      ],
    })
    await closed(seat, customer)
    await seat.close()
  },
)

t.test(
  title(
    'working together',
    'while a person has the dialog no model speaks in it, and afterwards it does again',
  ),
  async t => {
    const seat = await openSeat(t, server, 'together')
    const customer = await openCustomer('with a person')
    await customer.says('羊毛衫怎么洗')
    await somebodyIsThere(customer)
    await customer.call('POST', '/handoff', {})
    await claimed(seat, customer)
    t.match(await customer.says('会缩水吗，第二问'), { status: 'pending', mode: 'seat' })
    await seat.take({ type: 'message', from: 'customer', text: '会缩水吗，第二问' })
    t.same(askedFor('会缩水吗，第二问'), [], 'the model was not asked')
    seat.send({ type: 'say', ref: 's', dialog_id: customer.id(), text: '冷水手洗就不会' })
    await seat.take({ type: 'said', ref: 's' })
    await closed(seat, customer)
    t.match(await customer.says('可以机洗吗，第三问'), { source: 'llm', ai: true })
    await seat.close()
  },
)

t.test(title('working together', 'whoever does not want a machine gets no answer of one'), async t => {
  const seat = await openSeat(t, server, 'for people')
  const customer = await openCustomer('no machines')
  await customer.says('你好')
  await somebodyIsThere(customer)
  t.match(await customer.says('我不要机器人'), { reason: 'refused-ai', mode: 'queued', ai: false })
  t.match(await customer.says('面料扎不扎，请人回答'), { status: 'pending', mode: 'queued' })
  t.same(askedFor('面料扎不扎，请人回答'), [], 'the model was not asked')
  await claimed(seat, customer)
  await closed(seat, customer)
  await seat.close()
})

t.test(title('safety', 'who is in danger comes before all who wait'), async t => {
  const seat = await openSeat(t, server, 'safety')
  const [first, endangered] = [await openCustomer('came first'), await openCustomer('in danger')]
  for (const customer of [first, endangered]) await customer.says('你好')
  await somebodyIsThere(first)
  await first.call('POST', '/handoff', {})
  await endangered.says('充电宝起火了怎么办')
  await seat.take({ type: 'waiting', row: { dialog_id: endangered.id(), reason: 'safety', priority: 0 } })
  const place = async (customer: Customer) => ((await customer.call('GET', '')).json as Json).position
  await until(async () => (await place(endangered)) === 1 && (await place(first)) === 2)
  t.equal(await place(first), 2)
  for (const customer of [endangered, first]) {
    await claimed(seat, customer)
    await closed(seat, customer)
  }
  await seat.close()
})

t.test(
  title('faults', 'a dialog whose person is lost goes to the next one first, and its customer hears of it'),
  async t => {
    const [lost, next] = [await openSeat(t, server, 'lost'), await openSeat(t, server, 'next')]
    const customer = await openCustomer('left alone')
    await customer.says('你好')
    await somebodyIsThere(customer)
    const socket = await openDesk(t, server, '/ws', customer.token)
    socket.send({ type: 'resume', dialog_id: customer.id(), after: 1 })
    socket.send({ type: 'handoff', ref: 'h', dialog_id: customer.id() })
    await socket.take({ type: 'mode', ref: 'h', mode: 'queued' })
    await claimed(lost, customer)
    await socket.take({ type: 'mode', mode: 'seat' })
    lost.terminate()
    await socket.take({ type: 'link', state: 'reconnecting' })
    // What was told before the loss counts no more.
    socket.skip()
    await next.take({ type: 'waiting', row: { dialog_id: customer.id(), reason: 'returned', priority: 1 } })
    await socket.take({ type: 'mode', mode: 'queued', position: 1 })
    await claimed(next, customer)
    t.match(await socket.take({ type: 'mode', mode: 'seat' }), { seat: { name: 'next' } })
    await closed(next, customer)
    await socket.close()
    await next.close()
  },
)

t.test(
  title('who is answerable', 'the transcript says who said what and when, and by whom the model is run'),
  async t => {
    const seat = await openSeat(t, server, 'wang')
    const customer = await openCustomer('keeps the record')
    await customer.says('这件上衣褪色吗')
    await somebodyIsThere(customer)
    await customer.call('POST', '/handoff', {})
    await claimed(seat, customer)
    seat.send({ type: 'say', ref: 's', dialog_id: customer.id(), text: '不会的' })
    await seat.take({ type: 'said', ref: 's' })
    await closed(seat, customer)
    t.match((await customer.call('GET', '/transcript')).json, {
      entries: [
        { from: 'customer', at: String },
        { from: 'bot', ai: true, at: String },
        { from: 'seat', name: 'wang', ai: false, at: String },
      ],
      services: [{ outcome: 'solved' }],
      AIGC: { Label: '1', ContentProducer: 'shop', ProduceID: customer.id() },
    })
    await seat.close()
  },
)

t.test(
  title('feedback', 'a service is rated, an answer is complained of, and both reach who is answerable'),
  async t => {
    const seat = await openSeat(t, server, 'zhao')
    const customer = await openCustomer('has an opinion')
    const { turn_id: turnId } = await customer.says('这件上衣透气吗')
    const reported = await customer.call('POST', `/turns/${turnId}/report`, { kind: 'wrong', text: '不对' })
    t.match(reported, { status: 202, json: { answer_by: /^\d{4}-/ } })
    await somebodyIsThere(customer)
    await customer.call('POST', '/handoff', {})
    await claimed(seat, customer)
    await closed(seat, customer)
    const { rate } = (await customer.call('GET', '')).json as { rate: { service_id: string } }
    const rating = { service_id: rate.service_id, score: 2, solved: false }
    t.equal((await customer.call('POST', '/rating', rating)).status, 204)
    const admin = await server.token('op', { role: 'admin', shop: '*' })
    for (const [path, wanted] of [
      ['/admin/ratings', { about: 'service', seat: 'zhao', score: 2 }],
      ['/admin/reports', { kind: 'wrong' }],
    ] as const) {
      const { text } = await server.call('GET', path, { token: admin })
      const [row = '{}'] = text.split('\n').filter(line => line.includes(customer.id()))
      t.match(JSON.parse(row), wanted)
    }
    await seat.close()
  },
)
