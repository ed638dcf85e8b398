import { createPublicKey, createSecretKey, generateKeyPairSync } from 'node:crypto'
import { jwtVerify } from 'jose'
import t from 'tap'
import { checkedArguments, requestOf } from '../../src/shop/tool-request.js'
import { parseTools } from '../../src/shop/tools-file.js'
import { shopKey } from '../support/shop/samples.js'

const who = { uid: 'u1', owner: 'o1', shop: 'main', dialogId: 'd'.repeat(32) }
const stamp = { id: 'i'.repeat(32), now: Date.now() }

function toolOf(own: object, keyFile = '') {
  const tool = {
    name: 'order_status',
    risk: 'read',
    parameters: {
      type: 'object',
      properties: { order_id: { type: 'string' }, page: { type: 'integer' } },
      required: ['order_id'],
    },
    request: { method: 'GET', url: 'https://a.example/v1/{order_id}?x=1' },
    auth: { kind: 'jwt', secret_env: 'KEY' },
    ...own,
  }
  const [made] = parseTools(JSON.stringify({ version: 1, tools: [tool] }), {
    secretOf: () => shopKey,
    keyFile,
  }).tools
  if (made === undefined) throw new Error('no tool')
  return made
}

const sent = (own: object, args: object, keyFile?: string) => {
  const tool = toolOf(own, keyFile)
  return requestOf({ tool, args: checkedArguments(tool, args) ?? {}, who, stamp })
}

t.test('a value stays where the file puts it', async t => {
  const path = (order_id: string) => sent({}, { order_id, page: 2 }).url.href
  t.equal(path('12/../../admin?a=b#c'), 'https://a.example/v1/12%2F..%2F..%2Fadmin%3Fa%3Db%23c?x=1&page=2')
  t.equal(path('@evil.example'), 'https://a.example/v1/%40evil.example?x=1&page=2')
  t.equal(path('订单'), 'https://a.example/v1/%E8%AE%A2%E5%8D%95?x=1&page=2')
})

t.test('a call made in a turn is part of its trace', async t => {
  const tool = toolOf({})
  const args = checkedArguments(tool, { order_id: '1' }) ?? {}
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
  t.match(requestOf({ tool, args, who: { ...who, traceparent }, stamp }).headers, { traceparent })
  t.notOk('traceparent' in requestOf({ tool, args, who, stamp }).headers)
})

t.test('arguments that do not fit are refused', async t => {
  const tool = toolOf({
    parameters: {
      type: 'object',
      properties: {
        a: { type: 'string', pattern: '[0-9]{8}' },
        n: { type: 'integer', enum: [1, 2] },
        b: { type: 'boolean' },
      },
      required: ['a'],
    },
    request: { method: 'GET', url: 'https://a.example/{a}' },
  })
  t.same(checkedArguments(tool, { a: '12345678', n: 2, b: false }), { a: '12345678', n: 2, b: false })
  const bad: unknown[] = [
    {},
    [],
    null,
    'x',
    { a: 12345678 },
    { a: '1234567' },
    { a: '12345678\n' },
    { a: '12345678', n: 3 },
    { a: '12345678', x: 1 },
    { a: '12345678', b: 'true' },
  ]
  for (const args of bad) t.equal(checkedArguments(tool, args), undefined, JSON.stringify(args))
  for (const order_id of ['', '.', '..', '\ud800', 'x'.repeat(501)])
    t.equal(checkedArguments(toolOf({}), { order_id }), undefined)
  t.equal(checkedArguments(toolOf({}), JSON.parse('{"order_id":"1","__proto__":"x"}')), undefined)
})

t.test('the token names the customer, the tool and the dialog, and lasts 30 s', async t => {
  const { headers } = sent({}, { order_id: '1' })
  const token = headers.authorization?.replace('Bearer ', '') ?? ''
  const { payload, protectedHeader } = await jwtVerify(token, createSecretKey(Buffer.from(shopKey)), {
    audience: 'order_status',
  })
  t.match(payload, { sub: 'u1', aud: 'order_status', shop: 'main', dialog_id: who.dialogId, jti: stamp.id })
  t.equal(Number(payload.exp) - Number(payload.iat), 30)
  t.notOk('ref' in payload, 'the customer has none')
  t.equal(protectedHeader.alg, 'HS256')
})

t.test("the shop's own pseudonym of the customer goes with the token", async t => {
  const { headers } = requestOf({
    tool: toolOf({}),
    args: { order_id: '1' },
    who: { ...who, ref: 'c-17' },
    stamp,
  })
  const token = headers?.authorization?.replace('Bearer ', '') ?? ''
  const { payload } = await jwtVerify(token, createSecretKey(Buffer.from(shopKey)))
  t.equal(payload.ref, 'c-17')
})

t.test('a key file signs by its kind', async t => {
  const kinds = [
    ['RS256', generateKeyPairSync('rsa', { modulusLength: 2048 })],
    ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
    ['EdDSA', generateKeyPairSync('ed25519')],
  ] as const
  for (const [algorithm, { privateKey, publicKey }] of kinds) {
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const { headers } = sent({ auth: undefined }, { order_id: '1' }, pem)
    const { protectedHeader } = await jwtVerify(
      headers.authorization?.slice(7) ?? '',
      createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })),
    )
    t.equal(protectedHeader.alg, algorithm)
  }
  t.throws(() => toolOf({ auth: undefined }, '-----BEGIN nothing'), /TOOLS_KEY_FILE holds no private key/)
})

t.test('a fixed key goes with the customer, where the file says', async t => {
  const auth = (uid: object) => ({ auth: { kind: 'header', name: 'X-Api-Key', secret_env: 'KEY', uid } })
  const byQuery = sent(auth({ query: 'customer_id' }), { order_id: '1' })
  t.equal(byQuery.url.href, 'https://a.example/v1/1?x=1&customer_id=u1')
  t.equal(byQuery.headers['X-Api-Key'], shopKey)
  t.equal(sent(auth({ header: 'X-Customer' }), { order_id: '1' }).headers['X-Customer'], 'u1')
  const odd = requestOf({
    tool: toolOf(auth({ header: 'X-Customer' })),
    args: { order_id: '1' },
    who: { ...who, uid: '张\r\nX: 1' },
    stamp,
  })
  t.equal(odd.headers['X-Customer'], encodeURIComponent('张\r\nX: 1'))
})

t.test('a write sends what its address does not hold, under a key of its own', async t => {
  const write = {
    risk: 'write',
    request: { method: 'POST', url: 'https://a.example/v1/{order_id}/cancel' },
    confirm: { text: { zh: '取消？' } },
  }
  const { method, headers, body, url } = sent(write, { order_id: '1', page: 3 })
  t.same([method, url.href, body], ['POST', 'https://a.example/v1/1/cancel', '{"page":3}'])
  t.match(headers, { 'idempotency-key': stamp.id, 'content-type': 'application/json' })
})
