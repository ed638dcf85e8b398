// Pictures over two processes and a real Redis: one reads them with the real tesseract, the other does not. The vendor
// notes all that it is sent.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import { packageRoot } from '../../src/root.js'
import { need } from '../../tools/needs.js'
import { startRedis } from '../../tools/redis-server.js'
import { createClient } from '../../web/client/client.js'
import { openDesk } from '../support/e2e/desk.js'
import { dumpOf } from '../support/e2e/dump.js'
import { type Reply, type Server, startServer } from '../support/e2e/harness.js'
import { startTellingVendor } from '../support/e2e/planted-vendor.js'
import { bombPng, drawn, metadataNeedles, noise, withMetadata } from '../support/pictures/samples.js'

need('tesseract')
const parcel = readFileSync(new URL('test/support/pictures/parcel.png', packageRoot))

const redis = await startRedis()
const vendor = await startTellingVendor('好的，已经看过。')
t.teardown(async () => {
  await redis.stop()
  await vendor.close()
})
const env = {
  REDIS_URL: redis.url,
  LLM_URL: vendor.url,
  IMAGES: 'redis',
  DATA_KEY: randomBytes(32).toString('hex'),
  JWT_SECRET: randomBytes(32).toString('hex'),
  UID_RATE_PER_S: '0',
  RATE_PER_S: '0',
  OVERLOAD: 'off',
  ANSWER_BUDGET_MS: '3000',
  TURN_DEADLINE_MS: '120000',
}
const reading = await startServer(t, { ...env, OCR: 'tesseract' })
const plain = await startServer(t, env)

const size = { width: 90, height: 60 }
const picture = await drawn('image/jpeg', size)
let customers = 0

/** A new customer, and a dialog of theirs. */
async function newDialog(server: Server = plain) {
  const token = await server.token(`p${customers++}`)
  const { json } = await server.chat(token, { text: '怎么申请退货' })
  const { dialog_id: dialogId } = json as { dialog_id: string }
  const images = `/chat/${dialogId}/images`
  const send = (body: Uint8Array, to: Server = server) => to.call('POST', images, { token, body })
  const sent = async (body: Uint8Array) => {
    const reply = await send(body)
    if (reply.status !== 201) throw new Error(reply.text)
    return (reply.json as { image_id: string }).image_id
  }
  return { token, dialogId, images, send, sent }
}

const card = (imageId: string) => ({ attachments: [{ type: 'image', image_id: imageId }] })

/** The answer, polled for where the budget was too short for it. */
async function answered(server: Server, token: string, body: Readonly<Record<string, unknown>>) {
  let reply = await server.chat(token, body)
  while (reply.status === 202)
    reply = await server.call('GET', `${String(reply.headers.location)}?wait=25`, { token })
  return reply
}

const problem = ({ status, json }: Reply) => [status, (json as { type?: string }).type]

t.test(
  'a picture is taken in by one process and shown by the other, without what it told of its maker',
  async t => {
    const { token, dialogId, images, send } = await newDialog()
    for (const type of ['image/jpeg', 'image/png', 'image/webp'] as const) {
      const reply = await send(await withMetadata(type, size))
      t.match(reply, { status: 201, json: { image_id: /^[a-p]{32}$/, ...size } })
      const { image_id: imageId, expires_at: expiresAt } = reply.json as Record<string, string>
      t.equal(reply.headers.location, `${images}/${imageId}`)
      const { json } = await plain.call('GET', `/chat/${dialogId}`, { token })
      t.equal(expiresAt, (json as { expires_at: string }).expires_at)
      const shown = await reading.call('GET', `${images}/${imageId}`, {
        token,
        headers: { 'accept-encoding': 'br' },
      })
      t.equal(shown.status, 200)
      t.match(shown.headers, {
        'content-type': type,
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, no-store',
        'content-disposition': `inline; filename="${imageId}.${type.slice(6)}"`,
      })
      t.equal(shown.headers['content-encoding'], undefined)
      for (const needle of metadataNeedles) t.notOk(shown.bytes.includes(needle), needle)
    }
  },
)

t.test('what is no picture, too large or too much to draw is refused', async t => {
  const { send, images } = await newDialog()
  const rows: Readonly<Record<string, Uint8Array>> = {
    'no bytes': new Uint8Array(),
    'another format': Buffer.from('GIF89a and so on'),
    'markup that draws': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    'a head without a picture': picture.subarray(0, 20),
    'a picture that is cut off': (await noise(200)).subarray(0, 60_000),
    'a billion pixels in a few bytes': bombPng(40_000, 40_000),
    'one byte too many': Buffer.concat([picture, Buffer.alloc(1_048_577 - picture.length)]),
    'three times too many': Buffer.concat([picture, Buffer.alloc(3_145_728)]),
  }
  for (const [name, bytes] of Object.entries(rows))
    t.same(problem(await send(bytes)), [422, '/problems/image-refused'], name)
  t.equal((await send(picture)).status, 201, 'and the next one is taken')
  t.equal((await plain.call('POST', images, { body: picture })).status, 401)
})

t.test('a picture goes into one’s own living dialog alone, and is seen by nobody else', async t => {
  const mine = await newDialog()
  const other = await newDialog()
  const imageId = await mine.sent(picture)
  const path = `${mine.images}/${imageId}`
  const unborn = `/chat/${randomBytes(16).toString('hex')}/images`
  t.equal((await plain.call('POST', mine.images, { token: other.token, body: picture })).status, 404)
  t.equal((await plain.call('POST', unborn, { token: mine.token, body: picture })).status, 404)
  t.equal((await plain.call('GET', path, { token: other.token })).status, 404)
  t.equal((await plain.call('GET', `${other.images}/${imageId}`, { token: mine.token })).status, 404)
  const admin = await plain.token('boss', { role: 'admin' })
  t.equal((await plain.call('GET', path, { token: admin })).status, 403)
  const foreign = { text: '看看', ...card(imageId) }
  for (const body of [foreign, { ...foreign, dialog_id: other.dialogId }])
    t.same(problem(await plain.chat(other.token, body)), [422, '/problems/invalid-field'])
  t.same(
    problem(await plain.chat(mine.token, foreign)),
    [422, '/problems/invalid-field'],
    'nor in a new dialog',
  )
  t.same(problem(await plain.chat(mine.token, { ...card('no id'), dialog_id: mine.dialogId })), [
    422,
    '/problems/invalid-field',
  ])
})

t.test('the 21st picture of a dialog is one too many', async t => {
  const { send, sent, token, dialogId } = await newDialog()
  for (let i = 0; i < 20; i++) await sent(picture)
  const reply = await send(picture)
  t.same(problem(reply), [429, '/problems/images-full'])
  t.match(reply.json, { detail: /图片已达上限/ })
  t.equal((await plain.chat(token, { text: '怎么申请退货', dialog_id: dialogId })).status, 200)
})

t.test(
  'where nothing reads pictures, the vendor is told of one and the customer that a person can look',
  async t => {
    const { token, dialogId, sent } = await newDialog()
    const about = { ...card(await sent(picture)), dialog_id: dialogId }
    const alone = await answered(plain, token, about)
    t.match(alone, { status: 200, json: { source: 'notice', answer: /图片里的内容我看不到.*转人工/ } })
    const beside = await answered(plain, token, { ...about, text: '这样的划痕能换货吗' })
    t.match(beside, { status: 200, json: { source: 'llm', answer: /已经看过。\n图片里的内容我看不到/ } })
    const [prompt = ''] = vendor.received.slice(-1)
    t.match(prompt, /这样的划痕能换货吗.*顾客发来了图片/)
    t.notMatch(prompt, picture.toString('base64').slice(40, 80))
    const english = await plain.call('POST', '/chat', {
      token,
      headers: { 'accept-language': 'en' },
      body: about,
    })
    t.match(english.json, { answer: /cannot see what is in the picture/ })
  },
)

t.test('text in a picture is read, masked, and asked about', async t => {
  const { token, dialogId, sent } = await newDialog(reading)
  const imageId = await sent(parcel)
  const reply = await answered(reading, token, {
    text: '这个单怎么了',
    dialog_id: dialogId,
    ...card(imageId),
  })
  t.match(reply, { status: 200, json: { source: 'llm', answer: '好的，已经看过。' } })
  const [prompt = ''] = vendor.received.slice(-1)
  t.match(prompt, /这个单怎么了.*图片中的文字：「.*138\*{4}5678/)
  t.notMatch(vendor.received.join(), '13812345678')
  t.match((await plain.call('GET', `/chat/${dialogId}`, { token })).text, /图片中的文字：「.*138\*{4}5678/)
  const dump = await dumpOf(redis.client)
  t.notMatch([...dump.values()].join(), '13812345678')
  t.notMatch(reading.lines.join(), '13812345678')
})

t.test('a picture that is read for longer than the budget gets a 202, and its answer', async t => {
  const impatient = { ...env, OCR: 'tesseract', ANSWER_BUDGET_MS: '0' }
  const server = await startServer(t, impatient)
  const { token, dialogId, sent } = await newDialog(reading)
  const body = { text: '这个单怎么了', dialog_id: dialogId, ...card(await sent(parcel)) }
  const promised = await server.chat(token, body)
  t.equal(promised.status, 202)
  const poll = () => plain.call('GET', `${String(promised.headers.location)}?wait=25`, { token })
  let reply = await poll()
  while (reply.status === 202) reply = await poll()
  t.match(reply, { status: 200, json: { source: 'llm' } })
  t.match((await plain.call('GET', `/chat/${dialogId}`, { token })).text, /138\*{4}5678/)
})

t.test('the client for browsers sends a picture, asks about it and sees it again', async t => {
  const { token, dialogId } = await newDialog()
  const client = createClient({ baseUrl: plain.url, token: () => token, transport: 'http' })
  const { imageId, width } = await client.sendImage(dialogId, new Uint8Array(picture))
  t.equal(width, size.width)
  const attachments = [{ type: 'image', image_id: imageId }]
  t.match(await client.ask('', { dialogId, attachments }), { source: 'notice', reason: 'picture-unseen' })
  t.equal((await client.image(dialogId, imageId)).type, 'image/jpeg')
  const refused = await client.sendImage(dialogId, new Uint8Array(9)).catch(error => error)
  t.match(refused, { status: 422, detail: /\S/ })
  client.close()
})

t.test('a flood of one customer’s pictures costs others neither answers nor pictures', async t => {
  const attacker = await newDialog()
  const victim = await newDialog()
  const large = Buffer.concat([picture, Buffer.alloc(1_000_000)])
  const flood = Promise.all(Array.from({ length: 200 }, () => attacker.send(large)))
  const asked = await Promise.all(
    Array.from({ length: 5 }, () =>
      plain.chat(victim.token, { text: '怎么申请退货', dialog_id: victim.dialogId }),
    ),
  )
  t.equal((await victim.send(picture)).status, 201)
  t.same(
    asked.map(({ status }) => status).filter(status => status !== 200 && status !== 202),
    [],
  )
  const statuses = (await flood).map(({ status }) => status)
  t.ok(statuses.filter(status => status === 201).length <= 20)
  t.same(
    statuses.filter(status => status !== 201 && status !== 422 && status !== 429),
    [],
  )
})

t.test('a socket takes pictures as /chat does', async t => {
  const { token, dialogId, sent } = await newDialog()
  const socket = await openDesk(t, plain, '/ws', token)
  socket.send({ type: 'turn', ref: 'a', dialog_id: dialogId, ...card(await sent(picture)) })
  t.match(await socket.take({ type: 'answer', dialog_id: dialogId }), { source: 'notice' })
  socket.send({ type: 'turn', ref: 'b', dialog_id: dialogId, ...card('a'.repeat(32)) })
  t.match(await socket.take({ type: 'error', ref: 'b' }), { problem: { status: 422 } })
  await socket.close()
})

t.test('the seat that holds the dialog sees it blurred until it is revealed, which is on record', async t => {
  const { token, dialogId, images, sent } = await newDialog()
  const imageId = await sent(await noise(200))
  const path = `${images}/${imageId}`
  const seat = await plain.token('s1', { role: 'seat' })
  const rival = await plain.token('s2', { role: 'seat' })
  const look = (query = '', by = seat) => reading.call('GET', `${path}${query}`, { token: by })
  for (const by of [seat, rival])
    await plain.call('POST', '/seat/status', { token: by, body: { ref: 's', status: 'online' } })
  t.equal((await look()).status, 404, 'before it is held')
  const ask = () => plain.call('POST', `/chat/${dialogId}/handoff`, { token, body: {} })
  // The desk hears of its seats within its next rounds.
  for (let i = 0; i < 100 && !((await ask()).json as { open?: boolean }).open; i++) await delay(50)
  const claim = { ref: 'c', dialog_id: dialogId }
  t.match(await plain.call('POST', '/seat/claim', { token: seat, body: claim }), { status: 200 })
  const [own, blurred, rivals] = [
    await reading.call('GET', path, { token }),
    await look(),
    await look('', rival),
  ]
  t.match(blurred, { status: 200, headers: { 'content-type': 'image/jpeg' } })
  t.ok(blurred.bytes.length < own.bytes.length / 5)
  t.equal(rivals.status, 404)
  t.equal((await look('?reveal=1', rival)).status, 404)
  const admin = await plain.token('boss', { role: 'admin' })
  const onRecord = async () => {
    const { json } = await plain.call('GET', `/admin/audit?kind=seat&dialog_id=${dialogId}`, { token: admin })
    return (json as { entries: { rule: string }[] }).entries.filter(({ rule }) => rule === 'reveal')
  }
  t.same(await onRecord(), [])
  t.same((await look('?reveal=1')).bytes, own.bytes)
  const entries = await onRecord()
  t.match(entries, [{ kind: 'seat', by: 's1', rule: 'reveal' }])
  t.notMatch(JSON.stringify(entries), imageId)
})

t.test('Redis holds no picture that it could show, and none of a dialog that was erased', async t => {
  const { token, dialogId, images, sent } = await newDialog()
  const imageId = await sent(picture)
  const shown = await plain.call('GET', `${images}/${imageId}`, { token })
  const kept = await redis.client.hgetBuffer(`d:{${dialogId}}:k`, `i${imageId}`)
  t.ok(kept)
  for (const form of [kept, Buffer.from(String(kept), 'base64')]) {
    for (const needle of [shown.bytes.subarray(0, 24), 'JFIF', 'image/jpeg'])
      t.notOk(form?.includes(needle), `no ${typeof needle === 'string' ? needle : 'raw bytes'}`)
  }
  t.equal((await plain.call('DELETE', `/chat/${dialogId}`, { token })).status, 204)
  t.equal(await redis.client.exists(`d:{${dialogId}}:k`), 0)
  t.equal((await plain.call('GET', `${images}/${imageId}`, { token })).status, 404)
  t.equal((await plain.call('POST', images, { token, body: picture })).status, 404)
  t.same(problem(await plain.chat(token, { dialog_id: dialogId, ...card(imageId) })), [
    422,
    '/problems/invalid-field',
  ])
})
