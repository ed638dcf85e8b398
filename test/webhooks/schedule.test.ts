import t from 'tap'
import { endOfReply, nextTryInMs } from '../../src/webhooks/schedule.js'

const retryS = [5, 300, 1800, 7200, 18_000, 36_000]

t.test('a 2xx delivers, 410 ends the endpoint, and any other status is a failure', async t => {
  const kindOf = (status: number) => endOfReply(status, undefined, 0).kind
  t.same([200, 204, 299].map(kindOf), ['delivered', 'delivered', 'delivered'])
  t.equal(kindOf(410), 'gone')
  for (const status of [100, 300, 301, 308, 400, 401, 404, 429, 500, 503])
    t.equal(kindOf(status), 'failed', `${status}`)
  t.match(endOfReply(302, undefined, 0), { why: 'redirect' })
  t.match(endOfReply(500, '9', 0), { why: 'status-500', retryAfterMs: 0 }, 'only 429 and 503 put us off')
})

t.test('429 and 503 put the next try off by Retry-After, at most a day', async t => {
  const now = Date.parse('2026-11-11T00:00:00Z')
  const waitOf = (text: string, status = 503) => {
    const end = endOfReply(status, text, now)
    return end.kind === 'failed' ? end.retryAfterMs : undefined
  }
  t.equal(waitOf('120'), 120_000)
  t.equal(waitOf('120', 429), 120_000)
  t.equal(waitOf('Wed, 11 Nov 2026 00:01:00 GMT'), 60_000)
  t.equal(waitOf('Wed, 11 Nov 2020 00:01:00 GMT'), 0, 'a time that has passed')
  t.equal(waitOf('999999999'), 86_400_000)
  for (const text of ['', 'soon', '-5', '1e9']) t.equal(waitOf(text), 0, text)
  t.equal(nextTryInMs({ tries: 1, retryAfterMs: 60_000 }, retryS, 0.5), 60_000)
  t.equal(
    nextTryInMs({ tries: 2, retryAfterMs: 60_000 }, retryS, 0),
    300_000,
    'never sooner than the schedule',
  )
})

t.test('the schedule gives one try for each entry, up to a tenth later, and no further try', async t => {
  for (const [i, seconds] of retryS.entries()) {
    for (const random of [0, 0.5, 0.999_999]) {
      const ms = nextTryInMs({ tries: i + 1, retryAfterMs: 0 }, retryS, random) ?? 0
      t.ok(ms >= seconds * 1000 && ms <= seconds * 1100, `${ms} ms after try ${i + 1}`)
    }
  }
  t.equal(nextTryInMs({ tries: 7, retryAfterMs: 0 }, retryS, 0), undefined)
  t.equal(nextTryInMs({ tries: 7, retryAfterMs: 60_000 }, retryS, 0), undefined, 'Retry-After adds no try')
})
