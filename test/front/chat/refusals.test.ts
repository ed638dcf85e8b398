// Requests that are refused: what is wrong with them, with which status and which headers.
import t from 'tap'
import { asker, fakeChat, fakeParts, knowing, readyChat, tokenFor } from '../../../perf/load/fake-front.js'
import { Problem } from '../../../src/problem.js'

t.test('an image is refused as such, beside whatever it comes', async t => {
  const chat = readyChat()
  const ask = await asker(fakeParts(chat))
  const attachments = [
    { type: 'order', order_id: '1' },
    { type: 'image', image_id: 'a' },
  ]
  for (const body of [{ attachments }, { text: 'x', attachments }]) {
    const { status, json } = await ask({ body })
    t.equal(status, 422)
    t.match(json, { type: '/problems/image-refused', errors: [{ field: '/attachments/1' }] })
  }
  t.same(chat.held, [])
})

t.test('what is wrong with a request is told with its status, and nothing is posted', async t => {
  const text = 'x'
  const card = { type: 'order', order_id: '1' }
  const rows: [string, object, number, string, string?][] = [
    ['malformed JSON', { body: '{"text":' }, 400, 'malformed-json'],
    ['an empty body', { body: '' }, 400, 'malformed-json'],
    ['no body', {}, 400, 'malformed-json'],
    ['invalid UTF-8', { raw: { kind: 'invalid-utf8' } }, 400, 'invalid-utf8'],
    ['two lengths', { raw: { kind: 'ambiguous', header: 'content-length' } }, 400, 'bad-request'],
    ['no token', { body: { text }, headers: { authorization: '' } }, 401, 'unauthorized'],
    ['a wrong token', { body: { text }, headers: { authorization: 'Bearer a.b.c' } }, 401, 'unauthorized'],
    ['a seat', { body: { text }, role: 'seat' }, 403, 'forbidden'],
    ['an admin', { body: { text }, role: 'admin' }, 403, 'forbidden'],
    ["another's uid", { body: { text, uid: 'u2' } }, 403, 'forbidden'],
    ['an unknown path', { path: '/nope' }, 404, 'not-found'],
    ['a trailing slash', { path: '/chat/' }, 404, 'not-found'],
    ['a wrong method', { method: 'GET' }, 405, 'method-not-allowed'],
    ['too large', { raw: { kind: 'too-large' } }, 413, 'too-large'],
    [
      'text as plain text',
      { body: 'x', headers: { 'content-type': 'text/plain' } },
      415,
      'unsupported-media-type',
    ],
    ['no content type', { body: { text }, headers: { 'content-type': '' } }, 415, 'unsupported-media-type'],
    ['a root that is no object', { body: [] }, 422, 'invalid-field', ''],
    ['a null root', { body: 'null' }, 422, 'invalid-field', ''],
    ['no text', { body: {} }, 422, 'invalid-field', '/text'],
    ['text that is a number', { body: { text: 1 } }, 422, 'invalid-field', '/text'],
    ['blank text', { body: { text: ' \u3000\u0085\n' } }, 422, 'invalid-field', '/text'],
    ['zero-width text', { body: { text: '\u200b\u200d\ufeff\u2060' } }, 422, 'invalid-field', '/text'],
    ['too long a text', { body: { text: '😀'.repeat(2001) } }, 422, 'invalid-field', '/text'],
    ['half a surrogate pair', { body: '{"text":"a\\ud800b"}' }, 422, 'invalid-field', '/text'],
    ['NUL in the text', { body: '{"text":"a\\u0000b"}' }, 422, 'invalid-field', '/text'],
    ['a uid that is no string', { body: { text, uid: 1 } }, 422, 'invalid-field', '/uid'],
    [
      'a malformed dialog id',
      { body: { text, dialog_id: 'D'.repeat(32) } },
      422,
      'invalid-field',
      '/dialog_id',
    ],
    ['an attachment', { body: { text, attachments: [1] } }, 422, 'invalid-field', '/attachments/0'],
    [
      'five cards',
      { body: { text, attachments: Array(5).fill(card) } },
      422,
      'invalid-field',
      '/attachments',
    ],
    [
      'a card of nothing',
      { body: { attachments: [{ type: 'order' }] } },
      422,
      'invalid-field',
      '/attachments/0/order_id',
    ],
    ['no card and no text', { body: { attachments: [] } }, 422, 'invalid-field', '/text'],
    ['a context alone', { body: { context: { order_id: '1' } } }, 422, 'invalid-field', '/text'],
    [
      'a long page',
      { body: { text, context: { page: 'p'.repeat(129) } } },
      422,
      'invalid-field',
      '/context/page',
    ],
    [
      'a line end in an id',
      { body: { text, context: { order_id: 'a\nb' } } },
      422,
      'invalid-field',
      '/context/order_id',
    ],
    ['an attachment object', { body: { text, attachments: {} } }, 422, 'invalid-field', '/attachments'],
    [
      'a blank key',
      { body: { text }, headers: { 'idempotency-key': 'a b' } },
      422,
      'invalid-field',
      'Idempotency-Key',
    ],
    [
      'a long key',
      { body: { text }, headers: { 'idempotency-key': 'k'.repeat(65) } },
      422,
      'invalid-field',
      'Idempotency-Key',
    ],
  ]
  const chat = readyChat()
  const ask = await asker(fakeParts(chat))
  for (const [what, request, status, kind, field] of rows) {
    const seen = await ask(request)
    t.equal(seen.status, status, what)
    t.match(
      seen.json,
      { type: `/problems/${kind}`, status, detail: String, trace_id: /^[0-9a-f]{32}$/ },
      what,
    )
    if (field !== undefined)
      t.match(seen.json, { errors: [{ field, message: String }] }, `${what}: its field`)
  }
  t.same(chat.held, [])
})

t.test('a 401 says how to authenticate, a 405 what is allowed', async t => {
  const ask = await asker(fakeParts(readyChat()))
  t.match((await ask({ headers: { authorization: '' } })).headers, { 'WWW-Authenticate': 'Bearer' })
  t.match((await ask({ headers: { authorization: 'Bearer a.b.c' } })).headers, {
    'WWW-Authenticate': /^Bearer error="invalid_token"/,
  })
  t.match((await ask({ method: 'GET' })).headers, { Allow: 'POST, OPTIONS' })
  t.match((await ask({ method: 'OPTIONS' })).status, 204)
})

t.test('problems of the turn reach the client with status and Retry-After', async t => {
  const chat = fakeChat()
  const ask = await asker(fakeParts(chat))
  chat.onPost = () => {
    throw new Problem('mailbox-full', { retryAfterS: 2.1 })
  }
  const full = await ask({ body: { text: 'x' } })
  t.match(full, { status: 429, headers: { 'Retry-After': '3', RateLimit: String } })
  chat.onPost = ({ sink }) => sink.fail(new Problem('store-away'))
  const away = await ask({ body: { text: 'x' } })
  t.match(away, { status: 503, headers: { 'Retry-After': '1' }, json: { type: '/problems/store-away' } })
  chat.onPost = () => {
    throw new Error('bug with 13812345678')
  }
  const bug = await ask({ body: { text: 'x' } })
  t.equal(bug.status, 500)
  t.notMatch(JSON.stringify(bug.json), /13812345678/)
})

t.test('a customer over the limit gets 429 with the sentence to show', async t => {
  const parts = fakeParts(readyChat())
  const headers = { RateLimit: '"default";r=0;t=1' }
  const admit = () => ({ ok: false, retryAfterS: 7, headers }) as const
  const ask = await asker({ ...parts, admission: { ...parts.admission, admit, admitCheap: admit } })
  t.match(await ask({ body: { text: 'x' } }), {
    status: 429,
    headers: { 'Retry-After': '7', RateLimit: /r=0/ },
    json: { type: '/problems/rate-limited', detail: '客服繁忙，请稍后再试' },
  })
  t.match(await ask({ body: { text: 'x' }, headers: { 'accept-language': 'en-GB,zh;q=0.5' } }), {
    json: { detail: /busy/ },
  })
})

t.test('under overload a turn is refused before its token is looked at', async t => {
  const parts = fakeParts(readyChat())
  const unseen = () => {
    throw new Error('the token was looked at')
  }
  const tokens = { identify: unseen, claimed: unseen }
  const ask = await asker({ ...parts, tokens, overload: { ...parts.overload, refuses: () => true } })
  t.match(await ask({ body: { text: 'x' } }), {
    status: 429,
    headers: { 'Retry-After': '3' },
    json: { type: '/problems/overloaded', detail: '客服繁忙，请稍后再试' },
  })
  t.equal((await ask({ method: 'GET', path: '/healthz' })).status, 200, 'nothing else is refused')
})

t.test(
  'near the limit a question that needs more than a lookup makes room for one that does not',
  async t => {
    const parts = fakeParts(readyChat())
    const overload = { ...parts.overload, refusesCostly: () => true }
    const ask = await asker({ ...parts, lookup: knowing('几天到'), overload })
    t.match(await ask({ body: { text: '别的' } }), {
      status: 429,
      headers: { 'Retry-After': '3' },
      json: { type: '/problems/overloaded' },
    })
    t.match(await ask({ body: { text: '几天到' } }), { status: 200 })
  },
)

t.test('an expired token is refused', async t => {
  const ask = await asker(fakeParts(readyChat()))
  const authorization = `Bearer ${await tokenFor('customer', 'u1', -1)}`
  t.match(await ask({ body: { text: 'x' }, headers: { authorization } }), {
    status: 401,
    json: { detail: 'the token has expired' },
  })
})

t.test(
  'every refusal of a turn is counted once under its reason; how a posted turn ended is not',
  async t => {
    const counted: string[] = []
    const chat = fakeChat()
    const parts = fakeParts(chat)
    const ask = await asker({ ...parts, meter: { ...parts.meter, rejected: reason => counted.push(reason) } })
    const refused = async (...call: Parameters<typeof ask>) => {
      counted.length = 0
      await ask(...call)
      return counted.join()
    }
    t.equal(await refused({ body: { text: '' } }), 'invalid-field')
    t.equal(await refused({ body: { text: 'x', uid: 'another' } }), 'forbidden')
    t.equal(await refused({ body: { text: 'x' }, headers: { authorization: 'Bearer no' } }), 'unauthorized')
    t.equal(await refused({ method: 'GET', path: '/nowhere' }), '')
    for (const kind of ['gone', 'key-reused', 'store-away', 'deadline-passed'] as const) {
      chat.onPost = ({ sink }) => sink.fail(new Problem(kind))
      t.equal(await refused({ body: { text: 'x' } }), '', kind)
    }
  },
)
