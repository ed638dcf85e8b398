// Two processes whose vendor sees placeholders: the customer has their values back on every way, and nobody else ever.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { packageRoot } from '../../src/root.js'
import { need } from '../../tools/needs.js'
import { startRedis } from '../../tools/redis-server.js'
import { openDesk } from '../support/e2e/desk.js'
import { dumpOf } from '../support/e2e/dump.js'
import { type Reply, startServer } from '../support/e2e/harness.js'
import { startTellingVendor } from '../support/e2e/planted-vendor.js'

need('tesseract')
const said = '已为⟦name_1⟧登记电话⟦mobile_1⟧。⟦email_7⟧查不到，请致电13800138222。'
const vendor = await startTellingVendor(said)
t.teardown(() => vendor.close())
const redis = await startRedis()
t.teardown(() => redis.stop())
const env = {
  LLM_URL: vendor.url,
  REDIS_URL: redis.url,
  DATA_KEY: 'd'.repeat(64),
  JWT_SECRET: 'e'.repeat(64),
  MASK_MODE: 'placeholder',
  UID_RATE_PER_S: '0',
  OVERLOAD: 'off',
  ANSWER_BUDGET_MS: '400',
  LLM_TIMEOUT_MS: '60000',
  TURN_DEADLINE_MS: '120000',
  LOG_LEVEL: 'debug',
  IMAGES: 'redis',
}
const two = await startServer(t, env)
const one = await startServer(t, { ...env, OCR: 'tesseract' })
const token = await one.token('u1')

/** The last one stands in a picture alone. */
const values = ['王小明', '13987654321', '13800138222', '13812345678']
const question = `我叫${values[0]}，电话${values[1]}`
const own = '已为王小明登记电话13987654321。***查不到，请致电138****8222。'
const starred = '已为王**登记电话139****4321。***查不到，请致电138****8222。'

interface Answered {
  readonly dialog_id: string
  readonly turn_id: string
  readonly answer: string
}
const bodyOf = (reply: Reply) => reply.json as Answered
interface Completion {
  readonly choices: readonly { readonly message?: { readonly content: string } }[]
}
/** The pieces of a streamed completion. */
const streamed = (text: string) =>
  [...text.matchAll(/^data: (\{.*\})$/gm)].map(
    ([, chunk = '']) =>
      (JSON.parse(chunk) as { choices: { delta: { content?: string } }[] }).choices[0]?.delta.content ?? '',
  )
/** Waits for the answer, however slow the machine is. */
const patient = { prefer: 'wait=50' }
const ask = (server: typeof one, text: string, headers: Record<string, string> = patient) =>
  server.call('POST', '/chat', { token, headers, body: { text } })

t.test('an answer and its replay elsewhere have the values, the history has stars', async t => {
  const headers = { ...patient, 'idempotency-key': 'k1' }
  const first = await ask(one, question, headers)
  t.match(first, { status: 200, json: { answer: own, source: 'llm' } })
  const { dialog_id: dialogId, turn_id: turnId } = bodyOf(first)
  t.match(await ask(two, question, headers), { status: 200, json: { answer: own, turn_id: turnId } })
  t.match(await two.call('GET', `/chat/${dialogId}/turns/${turnId}`, { token }), { json: { answer: own } })
  const history = await two.call('GET', `/chat/${dialogId}`, { token })
  t.match(history.json, { turns: [{ text: '我叫王**，电话139****4321', answer: starred }] })
  t.match(vendor.received.at(-1), /我叫⟦name_1⟧，电话⟦mobile_1⟧/)
})

t.test('a stream has the values, and so has a stream that comes back', async t => {
  const stream = await ask(one, `流，${question}`, { accept: 'text/event-stream' })
  const events = stream.text.split('\n\n').map(event => ({
    name: /^event: (.*)$/m.exec(event)?.[1],
    data: JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? '{}'),
  }))
  const deltas = events.filter(({ name }) => name === 'delta').map(({ data }) => data.text)
  t.equal(deltas.join(''), own)
  const answer = events.find(({ name }) => name === 'answer')?.data
  t.equal(answer.answer, own)
  const headers = { accept: 'text/event-stream', 'last-event-id': '0' }
  const body = { text: '再说一次', dialog_id: answer.dialog_id }
  const again = await two.call('POST', '/chat', { token, headers, body })
  t.match(again.text, new RegExp(`event: answer[^]*${answer.turn_id}`))
  t.equal(again.text.split(own).length, 3, 'the missed answer and the new one, from the vault')
})

t.test('a socket tells the values, and so it does to its customer who is on the other process', async t => {
  const [asking, following] = [await openDesk(t, one, '/ws', token), await openDesk(t, two, '/ws', token)]
  asking.send({ type: 'turn', ref: 'a', text: question })
  const answer = await asking.take({ type: 'answer' })
  t.equal(answer.answer, own)
  const told = asking.frames.filter(({ type }) => type === 'delta').map(({ text }) => text)
  t.equal(told.join(''), own)
  following.send({ type: 'turn', ref: 'b', text: '再说一次', dialog_id: answer.dialog_id })
  t.match(await following.take({ type: 'answer', dialog_id: answer.dialog_id }), { answer: own })
  t.match(vendor.received.at(-1), /我叫⟦name_1⟧，电话⟦mobile_1⟧.*已为⟦name_1⟧登记电话⟦mobile_1⟧.*再说一次/)
  await Promise.all([asking.close(), following.close()])
})

t.test(
  'a client of /v1/chat/completions has the values, whole and streamed, and goes on with them',
  async t => {
    const messages = [{ role: 'user', content: question }]
    const complete = async (server: typeof one, stream: boolean) => {
      const body = { model: 'any', messages, stream }
      const reply = await server.call('POST', '/v1/chat/completions', { token, body })
      t.equal(reply.status, 200, reply.text)
      const parts = stream ? streamed(reply.text) : [(reply.json as Completion).choices[0]?.message?.content]
      return parts.join('')
    }
    for (const [server, stream] of [
      [one, false],
      [two, true],
    ] as const) {
      const answer = await complete(server, stream)
      t.equal(answer, own)
      messages.push(
        { role: 'assistant', content: answer },
        { role: 'user', content: `${messages.length}、再说一次` },
      )
      t.match(vendor.received.at(-1), /我叫⟦name_1⟧，电话⟦mobile_1⟧/)
    }
  },
)

t.test('numbers in a picture are placeholders, too, and the words beside it keep theirs', async t => {
  const { dialog_id } = bodyOf(await ask(one, question))
  const parcel = readFileSync(new URL('test/support/pictures/parcel.png', packageRoot))
  const kept = await one.call('POST', `/chat/${dialog_id}/images`, { token, body: parcel })
  const { image_id } = kept.json as { image_id: string }
  const body = { dialog_id, text: question, attachments: [{ type: 'image', image_id }] }
  for (const server of [one, two]) {
    const asked = await server.call('POST', '/chat', { token, headers: { prefer: 'wait=110' }, body })
    t.match(asked, { status: 200, json: { source: 'llm' } })
    t.match(bodyOf(asked).answer, server === one ? own : `${own}\n`)
    t.match(vendor.received.at(-1), /我叫⟦name_1⟧，电话⟦mobile_1⟧/)
  }
  const [read, unread] = vendor.received.slice(-2)
  t.match(read, /图片中的文字：「[^」]*⟦mobile_2⟧/)
  t.match(unread, /电话⟦mobile_1⟧[^"]*顾客发来了图片/)
  const history = (await two.call('GET', `/chat/${dialog_id}`, { token })).text
  t.match(history, /图片中的文字：「[^」]*138\*{4}5678/)
})

t.test('brackets that a customer types are no placeholder', async t => {
  await ask(one, `给⟦mobile_1⟧回电，${question}`)
  t.match(vendor.received.at(-1), '给[mobile_1]回电，我叫⟦name_1⟧')
})

t.test('a promised turn of a killed process is answered with the values by a poll', async t => {
  const promised = await ask(one, `慢慢来，${question}`, {})
  t.equal(promised.status, 202)
  await one.kill9()
  const { dialog_id: dialogId, turn_id: turnId } = bodyOf(promised)
  const poll = () => two.call('GET', `/chat/${dialogId}/turns/${turnId}?wait=25`, { token })
  t.match(await poll(), { status: 200, json: { answer: own, turn_id: turnId } })
  t.match(vendor.received.at(-1), /慢慢来，我叫⟦name_1⟧/)
})

t.test('no value is in Redis, its log, the prompts, the metrics or the output', async t => {
  const [, folder = ''] = (await redis.client.config('GET', 'dir')) as string[]
  const files = readdirSync(join(folder, 'appendonlydir'))
  const places = {
    prompts: vendor.received.join('\n'),
    output: [...one.lines, ...two.lines].join('\n'),
    metrics: (await two.call('GET', '/metrics')).text,
    dump: [...(await dumpOf(redis.client))].flat().join('\n'),
    log: files.map(file => readFileSync(join(folder, 'appendonlydir', file), 'utf8')).join('\n'),
  }
  const found = Object.entries(places).flatMap(([place, text]) =>
    values.filter(value => text.includes(value)).map(value => `${value} in ${place}`),
  )
  t.same(found, [])
  t.match(places.log, 'vault')
  t.match(places.dump, '⟦mobile_1⟧')
})
