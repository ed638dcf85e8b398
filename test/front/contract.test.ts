// The HTTP contract's statuses and headers over real sockets, a row each: what a client sees, not what a handler returns.
import { brotliDecompressSync } from 'node:zlib'
import t from 'tap'
import { request } from 'undici'
import {
  dialogId,
  fakeChat,
  fakeParts,
  limits,
  replyTo,
  tokenFor,
  turnId,
} from '../../perf/load/fake-front.js'
import { openFront } from '../../src/front/front.js'

const chat = fakeChat()
chat.onPost = ({ order, sink }) => order.text !== 'slow' && sink.end(replyTo(order))
chat.dialog = { dialogId, mode: 'bot', expiresAt: 0, turns: [] }
const parts = fakeParts(chat)
const front = await openFront(
  parts,
  { ...limits, budgetMs: 1 },
  { host: '127.0.0.1', port: 0, socketsMax: 100 },
)
t.teardown(() => front.close())

const bearer = async (role: 'customer' | 'seat' | 'admin') => ({
  authorization: `Bearer ${await tokenFor(role)}`,
})
const mine = { ...(await bearer('customer')), 'content-type': 'application/json' }
const turnPath = `/chat/${dialogId}/turns/${turnId}`
const ratingPath = `/chat/${dialogId}/rating`

interface Row {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS'
  readonly path?: string
  readonly headers?: Record<string, string>
  readonly body?: string | Buffer
  readonly status: number
  readonly type?: string
  readonly reply?: Record<string, string | RegExp>
}

const rows: Record<string, Row> = {
  'an answer carries trace and limits': {
    body: '{"text":"x"}',
    status: 200,
    reply: { traceparent: /^00-[0-9a-f]{32}-/, ratelimit: /r=1/ },
  },
  'a spent budget names the place of the answer': {
    body: `{"text":"slow"}`,
    status: 202,
    reply: { location: turnPath },
  },
  'a rating of a service': { path: ratingPath, body: '{"score":5,"solved":true}', status: 204 },
  'a rating that is declined': { path: ratingPath, body: '{"declined":true,"score":null}', status: 204 },
  'a rating beyond five': { path: ratingPath, body: '{"score":6}', status: 422, type: 'invalid-field' },
  'a rating that says nothing': {
    path: ratingPath,
    body: '{"comment":"x"}',
    status: 422,
    type: 'invalid-field',
  },
  'a rating that is declined, too': {
    path: ratingPath,
    body: '{"score":1,"declined":true}',
    status: 422,
    type: 'invalid-field',
  },
  'malformed JSON': { body: '{', status: 400, type: 'malformed-json' },
  'invalid UTF-8': { body: Buffer.from([0x22, 0xff, 0x22]), status: 400, type: 'invalid-utf8' },
  'no token': {
    headers: { authorization: '' },
    body: '{"text":"x"}',
    status: 401,
    type: 'unauthorized',
    reply: { 'www-authenticate': /^Bearer/ },
  },
  'a seat at a customer’s route': {
    headers: await bearer('seat'),
    body: '{"text":"x"}',
    status: 403,
    type: 'forbidden',
  },
  'another uid': { body: '{"text":"x","uid":"u2"}', status: 403, type: 'forbidden' },
  'an unknown path': { method: 'GET', path: '/nowhere', status: 404, type: 'not-found' },
  'a malformed dialog in the path': { method: 'GET', path: '/chat/XYZ', status: 404, type: 'not-found' },
  'a malformed dialog in the body': {
    body: '{"text":"x","dialog_id":"XYZ"}',
    status: 422,
    type: 'invalid-field',
  },
  'the wrong method': {
    method: 'PUT',
    body: '{}',
    status: 405,
    type: 'method-not-allowed',
    reply: { allow: /POST/ },
  },
  'not JSON': {
    headers: { 'content-type': 'text/plain' },
    body: 'x',
    status: 415,
    type: 'unsupported-media-type',
  },
  'no visible character': { body: '{"text":"\\u200b"}', status: 422, type: 'invalid-field' },
  attachments: { body: '{"text":"x","attachments":[1]}', status: 422, type: 'invalid-field' },
  context: { body: '{"text":"x","context":{"order_id":1}}', status: 422, type: 'invalid-field' },
  'a picture where none are taken': {
    path: `/chat/${dialogId}/images`,
    body: Buffer.from([0xff, 0xd8, 0xff]),
    status: 422,
    type: 'image-refused',
  },
  'a look at a picture where none are taken': {
    method: 'GET',
    path: `/chat/${dialogId}/images/${'a'.repeat(32)}`,
    status: 404,
    type: 'not-found',
  },
  'no context': { body: '{"text":"x","context":null}', status: 200 },
  'a compressed body': {
    headers: { 'content-encoding': 'gzip' },
    body: Buffer.from([0x1f, 0x8b, 8]),
    status: 415,
    type: 'unsupported-media-type',
    reply: { 'accept-encoding': 'identity' },
  },
  'a body that only claims to be compressed': {
    headers: { 'content-encoding': 'br' },
    body: '{"text":"x"}',
    status: 415,
    type: 'unsupported-media-type',
  },
  'a body that says it is not compressed': {
    headers: { 'content-encoding': 'Identity' },
    body: '{"text":"x"}',
    status: 200,
  },
  'a root that is no object': { body: '[]', status: 422, type: 'invalid-field' },
  'a bad key': {
    headers: { 'idempotency-key': 'a b' },
    body: '{"text":"x"}',
    status: 422,
    type: 'invalid-field',
  },
  'a wait that is no number': {
    method: 'GET',
    path: `${turnPath}?wait=x`,
    status: 422,
    type: 'invalid-field',
  },
  'an unknown turn': { method: 'GET', path: turnPath, status: 404, type: 'not-found' },
  'a turn that cannot be cancelled': { method: 'DELETE', path: turnPath, status: 404, type: 'not-found' },
  'a dialog is read': { method: 'GET', path: `/chat/${dialogId}`, status: 200 },
  'a dialog is deleted': { method: 'DELETE', path: `/chat/${dialogId}`, status: 204 },
  'a listed origin asks what it may send': {
    method: 'OPTIONS',
    headers: { origin: 'https://shop.example', 'access-control-request-headers': 'authorization' },
    status: 204,
    reply: {
      'access-control-allow-origin': 'https://shop.example',
      'access-control-allow-headers': 'authorization',
    },
  },
}

for (const [what, { method = 'POST', path = '/chat', headers, body, ...expected }] of Object.entries(rows)) {
  t.test(`${what}: ${expected.status}`, async t => {
    const url = `http://127.0.0.1:${front.port}${path}`
    const all = Object.entries({ ...mine, ...headers }).filter(([, value]) => value !== '')
    const got = await request(url, { method, headers: Object.fromEntries(all), body: body ?? null })
    const text = await got.body.text()
    t.equal(got.statusCode, expected.status)
    t.match(got.headers, { traceparent: /^00-/, ...expected.reply })
    if (expected.type === undefined) return
    t.match(got.headers['content-type'], /^application\/problem\+json/)
    const { status, type } = expected
    t.match(JSON.parse(text), { type: `/problems/${type}`, status, title: String, trace_id: String })
  })
}

t.test('a large body is compressed for who takes it, and says what it varies by', async t => {
  const url = `http://127.0.0.1:${front.port}/openapi.json`
  const { headers, body } = await request(url, { headers: { 'accept-encoding': 'br' } })
  t.match(headers, { 'content-encoding': 'br', vary: /Accept-Encoding/ })
  const plain = brotliDecompressSync(Buffer.from(await body.arrayBuffer())).toString()
  t.match(JSON.parse(plain), { openapi: '3.1.0' })
})
