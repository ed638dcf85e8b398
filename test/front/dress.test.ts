// What every reply may carry besides itself: compression, CORS, the headers of pages.
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import t from 'tap'
import { asker, fakeChat, fakeParts, readyChat, replyTo } from '../../perf/load/fake-front.js'
import { createCompress } from '../../src/front/http/compress.js'
import { createCors } from '../../src/front/http/cors.js'
import { json, type WholeReply } from '../../src/front/http/reply.js'
import { weightsOf } from '../../src/front/http/request.js'

const compress = createCompress()
const reply = (bytes: number) => json(200, 'x'.repeat(bytes - 2))
const packed = async (of: WholeReply, accept?: string) => (await compress(of, accept)) as WholeReply

t.test('bodies over 500 bytes are compressed as the client likes it', async t => {
  const rows: [string | undefined, string | undefined][] = [
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['GZIP;q=0.5', 'gzip'],
    ['br;q=0.5, gzip', 'gzip'],
    ['br;q=0, gzip;q=0', undefined],
    ['*', 'br'],
    ['identity', undefined],
    [undefined, undefined],
  ]
  for (const [accept, encoding] of rows) {
    const { headers, body } = await packed(reply(501), accept)
    t.equal(headers['Content-Encoding'], encoding, String(accept))
    t.equal(headers.Vary, 'Accept-Encoding')
    const plain = { br: brotliDecompressSync, gzip: gunzipSync }[encoding as 'br' | 'gzip']?.(body) ?? body
    t.equal(String(plain), reply(501).body)
  }
})

t.test('500 bytes are left alone, counted in bytes', async t => {
  t.same(await packed(reply(500), 'gzip'), reply(500))
  const chinese = json(200, '客'.repeat(167))
  t.equal((await packed(chinese, 'gzip')).headers['Content-Encoding'], 'gzip')
})

t.test('a large reply that does not change is compressed once', async t => {
  const large = reply(100_000)
  const first = await packed(large, 'br')
  t.equal(brotliDecompressSync(first.body).length, 100_000)
  t.equal((await packed(large, 'br')).body, first.body)
  t.equal(gunzipSync((await packed(large, 'gzip')).body).length, 100_000)
})

t.test('weights are read as they stand, and as 0 when they are none', async t => {
  t.same(
    weightsOf('br;q=0.5, gzip ; q=1.0,*;q=x, a;b;q=2'),
    new Map([
      ['br', 0.5],
      ['gzip', 1],
      ['*', 0],
      ['a', 0],
    ]),
  )
})

t.test('a listed origin may read replies, another may not', async t => {
  const ask = await asker(fakeParts(readyChat()))
  const origin = 'https://shop.example'
  const listed = await ask({ body: { text: 'x' }, headers: { origin } })
  t.match(listed.headers, {
    'Access-Control-Allow-Origin': origin,
    Vary: 'Origin',
    'Access-Control-Expose-Headers': /Retry-After/,
  })
  const refused = await ask({ body: {}, headers: { origin } })
  t.match(refused, { status: 422, headers: { 'Access-Control-Allow-Origin': origin } }, 'problems too')
  for (const other of ['https://evil.example', 'null', '']) {
    const seen = await ask({ body: { text: 'x' }, headers: { origin: other } })
    t.notOk('Access-Control-Allow-Origin' in seen.headers, other)
    t.equal(seen.headers.Vary, 'Origin')
  }
})

t.test('a preflight says what a listed page may send', async t => {
  const ask = await asker(fakeParts(readyChat()))
  const headers = {
    origin: 'https://shop.example',
    authorization: '',
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,idempotency-key',
  }
  t.match(await ask({ method: 'OPTIONS', headers }), {
    status: 204,
    headers: {
      'Access-Control-Allow-Origin': 'https://shop.example',
      'Access-Control-Allow-Methods': /POST/,
      'Access-Control-Allow-Headers': 'authorization,idempotency-key',
      'Access-Control-Max-Age': /^\d+$/,
    },
  })
  const other = await ask({ method: 'OPTIONS', headers: { ...headers, origin: 'https://evil.example' } })
  t.notOk('Access-Control-Allow-Methods' in other.headers)
})

t.test('an empty list says nothing of origins, * takes them all', async t => {
  t.same(createCors([])('https://a.example'), {})
  t.match(createCors(['*'])('https://a.example'), { 'Access-Control-Allow-Origin': 'https://a.example' })
})

t.test('what a long reply varies by of its own stays', async t => {
  for (const [own, all] of [
    ['Accept, Accept-Language', 'Accept, Accept-Language, Accept-Encoding'],
    ['Accept-Encoding', 'Accept-Encoding'],
  ] as const) {
    for (const accept of ['gzip', 'identity', undefined]) {
      const { headers } = await packed(json(200, 'x'.repeat(600), { Vary: own }), accept)
      t.equal(headers.Vary, all, String(accept))
    }
  }
})

t.test('what a reply varies by adds up', async t => {
  const chat = fakeChat()
  chat.onPost = ({ order, sink }) => sink.end(replyTo(order, '答'.repeat(300)))
  const ask = await asker(fakeParts(chat))
  const { headers } = await ask({ body: { text: 'x' }, headers: { 'accept-encoding': 'identity' } })
  t.equal(headers.Vary, 'Origin, Accept-Encoding')
})
