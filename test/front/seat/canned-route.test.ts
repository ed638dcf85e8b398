import t from 'tap'
import { asker, fakeParts, readyChat } from '../../../perf/load/fake-front.js'
import { seatCannedRoute } from '../../../src/front/seat/canned-route.js'
import { cannedReplies } from '../../../src/people/canned-replies.js'

const row = { id: 'hello', lang: 'zh', title: '问候', text: '您好，{seat}为您服务' }
const first = cannedReplies([row], 1)
const second = cannedReplies([{ ...row, text: '您好' }], 2)

async function setUp() {
  let inForce = first
  const route = seatCannedRoute({ cannedOf: shop => (shop === 'main' ? inForce : second) })
  const ask = await asker({ ...fakeParts(readyChat()), routes: [route] })
  const get = (known = '') =>
    ask({ method: 'GET', path: '/seat/canned', role: 'seat', headers: { 'if-none-match': known } })
  return {
    ask,
    get,
    change: () => {
      inForce = second
    },
  }
}

t.test('a desk gets the replies a line each, and is spared what it has until they change', async t => {
  const { get, change } = await setUp()
  const got = await get()
  t.match(got, { status: 200, type: /ndjson/, headers: { ETag: `"${first.version}"` } })
  t.same(got.json, row)
  const tag = String(got.headers.ETag)
  for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
    t.match(await get(known), { status: 304, json: '', headers: { ETag: tag } }, known)
  }
  for (const known of ['"other"', first.version, '']) t.equal((await get(known)).status, 200, known)
  change()
  t.match(await get(tag), { status: 200, json: { text: '您好' }, headers: { ETag: `"${second.version}"` } })
})

t.test('it is for seats alone', async t => {
  const { ask } = await setUp()
  for (const role of ['customer', 'admin'] as const) {
    t.equal((await ask({ method: 'GET', path: '/seat/canned', role })).status, 403, role)
  }
})

t.test('versions differ by number and by text, so that a text that came back is another version', async t => {
  t.not(cannedReplies([row], 1).version, cannedReplies([row], 3).version)
  t.not(first.version, cannedReplies([], 1).version)
  t.equal(first.version, cannedReplies([row], 1).version, 'the same at every process')
})
