// Every status mapping of the customer's routes, with requests and replies as values.
import t from 'tap'
import {
  asker,
  customer,
  dialogId,
  fakeChat,
  fakeParts,
  knowing,
  limits,
  readyChat,
  replyTo,
  tokenFor,
  turnId,
} from '../../../perf/load/fake-front.js'
import { Problem } from '../../../src/problem.js'

const stored = {
  turnId,
  seq: 3,
  at: 0,
  text: '几天到',
  answer: { text: '看物流', source: 'faq', level: 2 },
} as const

t.test('POST /chat answers with the fields of the contract', async t => {
  const ask = await asker(fakeParts(readyChat()))
  const seen = await ask({ body: { text: ' 在吗 ', unknown: 1 } })
  t.equal(seen.status, 200)
  t.same(seen.json, {
    dialog_id: dialogId,
    answer: 'answer to 在吗',
    cost_ms: 1,
    turn_id: turnId,
    seq: 1,
    source: 'llm',
    ai: true,
    level: 0,
  })
  t.match(seen.headers, { traceparent: /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/, RateLimit: /r=1/ })
})

t.test('the order carries customer, key, dialog, times and the continued trace', async t => {
  const chat = readyChat()
  const ask = await asker(fakeParts(chat))
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`
  await ask({
    body: { text: 'x', uid: 'u1', dialog_id: dialogId, attachments: [] },
    headers: { 'idempotency-key': 'k-1', traceparent },
  })
  const [held] = chat.held
  t.match(held?.order, {
    customer: { uid: customer.uid, owner: customer.owner, shop: 'main' },
    text: 'x',
    dialogId,
    key: 'k-1',
    announces: false,
    trace: { traceId: 'a'.repeat(32), traceparent: /^00-a{32}-[0-9a-f]{16}-00$/ },
  })
  t.equal((held?.order.deadlineAt ?? 0) - (held?.order.admittedAt ?? 0), limits.deadlineMs)
})

t.test('the order carries the page and the cards that the question came with', async t => {
  const chat = readyChat()
  const ask = await asker(fakeParts(chat))
  const order = (id: string) => ({ type: 'order', order_id: id })
  const attachments = [order('20240001'), { type: 'product', product_id: 'p[1]' }]
  const seen = await ask({ body: { attachments, context: { order_id: '20240002', page: '/orders' } } })
  t.equal(seen.status, 200)
  t.match(chat.held[0]?.order, {
    text: '[订单编号:20240001] [商品ID:p1]',
    subject: {
      context: { orderId: '20240002', productId: undefined, page: '/orders' },
      cards: [
        { kind: 'order', orderId: '20240001' },
        { kind: 'product', productId: 'p[1]' },
      ],
    },
  })
  await ask({ body: { text: '到哪了', attachments: [order('1')], context: null } })
  t.equal(chat.held[1]?.order.text, '到哪了 [订单编号:1]')
  await ask({ body: { text: '到哪了', attachments: null, context: {} } })
  t.equal(chat.held[2]?.order.subject, undefined, 'an empty context is none')
})

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

t.test('renewed, stateless, topic and reason are said when they apply', async t => {
  const chat = fakeChat()
  chat.onPost = ({ order, sink }) => {
    const reply = replyTo(order)
    const answer = {
      text: 'a',
      source: 'faq',
      level: 4,
      faqId: 'refund-where',
      candidates: ['exchange'],
      reason: 'r',
    }
    sink.end({ ...reply, turn: { ...reply.turn, answer: answer as never }, renewed: true, stateless: true })
  }
  const seen = await (await asker(fakeParts(chat)))({ body: { text: 'x' } })
  t.match(seen.json, {
    renewed: true,
    stateless: true,
    faq_id: 'refund-where',
    candidates: ['exchange'],
    reason: 'r',
  })
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
    ['an attachment', { body: { text, attachments: [1] } }, 422, 'invalid-field', '/attachments'],
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
      '/attachments',
    ],
    ['no card and no text', { body: { attachments: [] } }, 422, 'invalid-field', '/text'],
    ['a context alone', { body: { context: { order_id: '1' } } }, 422, 'invalid-field', '/text'],
    ['a long page', { body: { text, context: { page: 'p'.repeat(129) } } }, 422, 'invalid-field', '/context'],
    [
      'a line end in an id',
      { body: { text, context: { order_id: 'a\nb' } } },
      422,
      'invalid-field',
      '/context',
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

t.test('what is odd but acceptable is answered', async t => {
  const ask = await asker(fakeParts(readyChat()))
  const rows: [string, object][] = [
    ['a null dialog id', { body: { text: 'x', dialog_id: null } }],
    ['2,000 characters of two code units', { body: { text: '😀'.repeat(2000) } }],
    ['doubled names: the last counts', { body: '{"text":1,"text":"x"}' }],
    ['a huge number in an unknown field', { body: '{"text":"x","n":1e999}' }],
    ['deep nesting in an unknown field', { body: `{"text":"x","n":${'['.repeat(8000)}${']'.repeat(8000)}}` }],
    ['a name that means something to objects', { body: '{"text":"x","__proto__":{"uid":"u2"}}' }],
    ['a charset', { body: { text: 'x' }, headers: { 'content-type': 'application/json;charset=utf-8' } }],
  ]
  for (const [what, request] of rows) t.equal((await ask(request)).status, 200, what)
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

t.test('a spent budget gives 202 with the place of the answer', async t => {
  const chat = fakeChat()
  const ask = await asker(fakeParts(chat), { ...limits, budgetMs: 5 })
  const seen = await ask({ body: { text: 'x' } })
  t.equal(seen.status, 202)
  t.match(seen.json, {
    dialog_id: dialogId,
    turn_id: turnId,
    status: 'pending',
    retry_after_ms: 1000,
    cost_ms: Number,
  })
  t.notOk('mode' in Object(seen.json))
  t.equal(seen.headers.Location, `/chat/${dialogId}/turns/${turnId}`)
  t.equal(chat.held[0]?.isLeft, true, 'the turn runs on without its client')
})

t.test('a turn for a seat is told so in its 202', async t => {
  const chat = fakeChat()
  chat.promotion = async () => ({ kind: 'pending', ref: { dialogId, turnId }, mode: 'seat' })
  const seen = await (await asker(fakeParts(chat), { ...limits, budgetMs: 1 }))({ body: { text: 'x' } })
  t.match(seen.json, { status: 'pending', mode: 'seat' })
})

t.test('a turn that cannot be promoted is waited for', async t => {
  const chat = fakeChat()
  chat.promotion = async () => {
    const [held] = chat.held
    if (held) setImmediate(() => held.sink.end(replyTo(held.order)))
    return { kind: 'not-now' }
  }
  const seen = await (await asker(fakeParts(chat), { ...limits, budgetMs: 1 }))({ body: { text: 'x' } })
  t.equal(seen.status, 200)
})

t.test('an answer that comes while the turn is promoted goes out instead of the 202', async t => {
  const chat = fakeChat()
  chat.promotion = async () => {
    const [held] = chat.held
    held?.sink.end(replyTo(held.order))
    return { kind: 'pending', ref: { dialogId, turnId }, mode: 'bot' }
  }
  const seen = await (await asker(fakeParts(chat), { ...limits, budgetMs: 1 }))({ body: { text: 'x' } })
  t.equal(seen.status, 200)
})

t.test('Prefer: wait lengthens the budget', async t => {
  const chat = fakeChat()
  chat.onPost = ({ order, sink }) => setTimeout(() => sink.end(replyTo(order)), 30)
  const ask = await asker(fakeParts(chat), { ...limits, budgetMs: 1 })
  t.equal((await ask({ body: { text: 'x' }, headers: { prefer: 'respond-async, wait=2' } })).status, 200)
  t.equal((await ask({ body: { text: 'x' }, headers: { prefer: 'wait=soon' } })).status, 202)
})

t.test('a refused promotion is a fault of ours', async t => {
  const chat = fakeChat()
  chat.promotion = async () => {
    throw new Error('bug')
  }
  t.equal(
    (await (await asker(fakeParts(chat), { ...limits, budgetMs: 1 }))({ body: { text: 'x' } })).status,
    500,
  )
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
  const ask = await asker({ ...parts, admission: { admit: () => ({ ok: false, retryAfterS: 7, headers }) } })
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
  const tokens = {
    identify() {
      throw new Error('the token was looked at')
    },
  }
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

t.test('whether a question is cheap is asked before it is admitted', async t => {
  const parts = fakeParts(readyChat())
  const asked: boolean[] = []
  const admit = (_: unknown, cheap: boolean) => {
    asked.push(cheap)
    return { ok: true, headers: {} } as const
  }
  const ask = await asker({ ...parts, lookup: knowing('几天到'), admission: { admit } })
  await ask({ body: { text: '几天到' } })
  await ask({ body: { text: '别的' } })
  t.same(asked, [true, false])
})

t.test('a poll tells answered, pending, gone and unknown apart', async t => {
  const chat = fakeChat()
  const ask = await asker(fakeParts(chat))
  const poll = { method: 'GET', path: `/chat/${dialogId}/turns/${turnId}` }
  t.equal((await ask(poll)).status, 404)
  chat.turn = { kind: 'gone' }
  t.equal((await ask(poll)).status, 410)
  chat.turn = { kind: 'pending', origin: 'o', mode: 'seat' }
  t.match(await ask(poll), {
    status: 202,
    json: { status: 'pending', mode: 'seat' },
    headers: { Location: poll.path },
  })
  chat.turn = { kind: 'done', turn: stored }
  t.match(await ask(poll), { status: 200, json: { dialog_id: dialogId, answer: '看物流', seq: 3, level: 2 } })
})

t.test('a poll waits as long as asked, 25 s at most', async t => {
  const chat = fakeChat()
  const waits: number[] = []
  chat.readTurn = async ({ waitMs }) => {
    waits.push(waitMs)
    return { kind: 'gone' }
  }
  const ask = await asker(fakeParts(chat))
  for (const query of ['', 'wait=3', 'wait=26', 'wait=999999999']) {
    await ask({ method: 'GET', path: `/chat/${dialogId}/turns/${turnId}`, query })
  }
  t.same(waits, [0, 3000, 25_000, 25_000])
  for (const query of ['wait=1.5', 'wait=-1', 'wait=', 'wait=x']) {
    const seen = await ask({ method: 'GET', path: `/chat/${dialogId}/turns/${turnId}`, query })
    t.match(seen, { status: 422, json: { errors: [{ field: 'wait' }] } }, query)
  }
})

t.test('a cancel is 204, 409 or 404', async t => {
  const chat = fakeChat()
  const ask = await asker(fakeParts(chat))
  const cancel = { method: 'DELETE', path: `/chat/${dialogId}/turns/${turnId}` }
  t.equal((await ask(cancel)).status, 404)
  chat.cancelled = 'already-answered'
  t.match(await ask(cancel), { status: 409, json: { type: '/problems/already-answered' } })
  chat.cancelled = 'cancelled'
  t.equal((await ask(cancel)).status, 204)
})

t.test('a dialog is read and forgotten by its customer', async t => {
  const chat = fakeChat()
  const ask = await asker(fakeParts(chat))
  const path = `/chat/${dialogId}`
  t.equal((await ask({ method: 'GET', path })).status, 404)
  t.equal((await ask({ method: 'DELETE', path })).status, 404)
  t.equal((await ask({ method: 'GET', path: '/chat/not-an-id' })).status, 404)
  t.match(await ask({ method: 'POST', path }), {
    status: 405,
    headers: { Allow: 'GET, HEAD, DELETE, OPTIONS' },
  })
  chat.dialog = { dialogId, mode: 'bot', expiresAt: 1000, turns: [stored] }
  t.same((await ask({ method: 'GET', path })).json, {
    dialog_id: dialogId,
    mode: 'bot',
    expires_at: '1970-01-01T00:00:01.000Z',
    turns: [
      {
        turn_id: turnId,
        seq: 3,
        at: '1970-01-01T00:00:00.000Z',
        text: '几天到',
        answer: '看物流',
        source: 'faq',
        ai: false,
      },
    ],
  })
  t.equal((await ask({ method: 'DELETE', path })).status, 204)
})

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
