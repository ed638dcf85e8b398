// Turns that are refused for what they ask, before their token is verified.
import t from 'tap'
import {
  type Ask,
  asker,
  fakeParts,
  knowing,
  limits,
  readyChat,
  tokenFor,
} from '../../../perf/load/fake-front.js'
import { createFrontHandler, type FrontDeps } from '../../../src/front/front.js'
import { createTexts } from '../../../src/texts.js'

/** There is room for turns that a lookup answers alone. */
function crowded(changes: Partial<FrontDeps> = {}): FrontDeps {
  const parts = fakeParts(readyChat())
  const overload = { ...parts.overload, isFullForCostly: () => true, refusesCostly: () => true }
  return { ...parts, lookup: knowing('几天到'), overload, ...changes }
}

/** There is no token for a call to the vendor. */
function spent(changes: Partial<FrontDeps> = {}): FrontDeps {
  const parts = fakeParts(readyChat())
  const refused = { ok: false, headers: { RateLimit: '"turns";r=0;t=1' }, retryAfterS: 7 } as const
  const admission = { ...parts.admission, isSpent: () => true, admit: () => refused, refuse: () => refused }
  return { ...parts, lookup: knowing('几天到'), admission, ...changes }
}

/** Names the customer, and is signed by nobody. */
const unsigned = async () => `Bearer ${(await tokenFor()).replace(/[^.]+$/, 'signature')}`

const costly: Ask = { body: { text: '别的' } }
const known: Ask = { body: { text: '几天到' } }

t.test('in a crowd a turn that no lookup answers is refused before its token is verified', async t => {
  const counted: string[] = []
  const parts = crowded()
  const meter = { ...parts.meter, rejected: (reason: string) => counted.push(reason) }
  const ask = await asker({ ...parts, meter })
  const headers = { authorization: await unsigned() }
  t.match(await ask({ ...costly, headers }), {
    status: 429,
    headers: { 'Retry-After': '3', traceparent: /^00-/, 'Server-Timing': /total/ },
    json: { type: '/problems/overloaded', detail: '客服繁忙，请稍后再试', trace_id: /^[0-9a-f]{32}$/ },
  })
  t.match(await ask({ ...known, headers }), { status: 401 })
  t.match(await ask(known), { status: 200 })
  t.same(counted, ['overloaded', 'unauthorized'])
})

t.test('so it is while there is no token for the vendor', async t => {
  const ask = await asker(spent())
  const headers = { authorization: await unsigned(), 'accept-language': 'en' }
  const { status, type, headers: told, json } = await ask({ ...costly, headers })
  t.equal(status, 429)
  t.equal(type, 'application/problem+json; charset=utf-8')
  t.match(told, { 'Retry-After': '7', RateLimit: /r=0/, 'Server-Timing': /total/, Vary: 'Origin' })
  t.match(json, { type: '/problems/rate-limited', status: 429, detail: /busy/ })
  t.same(Object.keys(json as object), ['type', 'title', 'status', 'detail', 'trace_id'])
  t.match(await ask(known), { status: 200 })
})

t.test(
  'a customer whose own rate is spent is refused whatever they ask, and nothing is looked up',
  async t => {
    const counted: string[] = []
    const parts = fakeParts(readyChat())
    const refused = { ok: false, headers: { RateLimit: '"customer";r=0;t=1' }, retryAfterS: 1 } as const
    const ask = await asker({
      ...parts,
      admission: {
        ...parts.admission,
        refuseHurried: ({ owner }) => (owner === 'owner of hasty' ? refused : undefined),
      },
      lookup: { classify: () => t.fail('a question was looked up') as never },
      meter: { ...parts.meter, rejected: (reason: string) => counted.push(reason) },
    })
    const authorization = `Bearer ${await tokenFor('customer', 'hasty')}`
    for (const body of [{ text: '几天到' }, '{'])
      t.match(await ask({ body, headers: { authorization } }), {
        status: 429,
        headers: { 'Retry-After': '1', RateLimit: /customer/ },
        json: { type: '/problems/rate-limited' },
      })
    t.match(
      await ask({ body: '{', headers: { authorization: `Bearer ${await tokenFor('customer', 'calm')}` } }),
      { status: 400 },
      'others are not',
    )
    t.same(counted, ['rate-limited', 'rate-limited', 'malformed-json'])
  },
)

t.test('the refusal is told in the words of the shop that the token names', async t => {
  const own = createTexts({ zh: { problems: { overloaded: '稍等一下' } } })
  const common = createTexts(undefined)
  const texts = { for: (asked?: string, shop?: string) => (shop === 'main' ? own : common).for(asked) }
  const ask = await asker(crowded({ texts }))
  t.match(await ask(costly), { status: 429, json: { detail: '稍等一下' } })
})

t.test('what cannot be told from the question alone waits for the token', async t => {
  const ask = await asker(crowded())
  const authorization = await unsigned()
  const attachments = [{ type: 'order', order_id: '1' }]
  for (const [what, { headers, ...asked }] of Object.entries<Ask>({
    'a malformed body': { body: '{' },
    'a body with a fault': { body: { text: 1 } },
    'a question with a card': { body: { text: '几天到', attachments } },
    'a token that names nobody': { body: { text: '别的' }, headers: { authorization: 'Bearer a.b.c' } },
    'no token': { body: { text: '别的' }, headers: { authorization: '' } },
  })) {
    t.match(await ask({ ...asked, headers: { authorization, ...headers } }), { status: 401 }, what)
  }
})

t.test('a question that was looked up before its token is not looked up again', async t => {
  const { lookup } = crowded()
  let looks = 0
  const counting: FrontDeps['lookup'] = {
    classify(question) {
      looks++
      return lookup.classify(question)
    },
  }
  const ask = await asker(crowded({ lookup: counting }))
  t.match(await ask(known), { status: 200 })
  t.match(await ask(known), { status: 200 })
  t.equal(looks, 2)
})

t.test('in a crowd a short body is read before the token is verified, and no other', async t => {
  const { handler } = createFrontHandler(crowded(), limits)
  const calm = createFrontHandler(fakeParts(readyChat()), limits).handler
  const bytesFor = (length: string, of = handler) => {
    const headers = new Map([
      ['authorization', 'Bearer a.b.c'],
      ['content-length', length],
    ])
    if (length === '') headers.delete('content-length')
    return of.planBody({ headers }, of.find({ method: 'POST', path: '/chat' })).maxBytes
  }
  t.ok(bytesFor('2048') > 0)
  t.equal(bytesFor('2049'), 0)
  t.equal(bytesFor(''), 0)
  t.equal(bytesFor('100', calm), 0)
})
