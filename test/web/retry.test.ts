import t from 'tap'
import { createClient } from '../../web/client/client.js'
import { ConnectionError, ProblemError } from '../../web/client/problem-error.js'
import { backoffMs, pauseMs, reopenMs } from '../../web/client/retry.js'

const almostOne = () => 0.999
const none = () => 0

t.test('the backoff doubles up to half a minute, and anything below it can be drawn', async t => {
  t.same(
    [0, 1, 2, 5, 6, 60].map(attempt => Math.ceil(backoffMs(attempt, almostOne) / 100) * 100),
    [500, 1000, 2000, 16_000, 30_000, 30_000],
  )
  t.equal(backoffMs(9, none), 0)
  t.equal(Math.ceil(backoffMs(9, almostOne, 1000)), 999, 'less for those who must be back sooner')
})

t.test('a lack of room is waited out as long as told, and at most half as long again', async t => {
  for (const status of [429, 503]) {
    t.equal(pauseMs(new ProblemError({}, status, 4), 0, none), 4000)
    t.equal(Math.ceil(pauseMs(new ProblemError({}, status, 4), 0, almostOne) ?? 0), 5998)
  }
  t.equal(pauseMs(new ProblemError(undefined, 502), 3, almostOne), backoffMs(3, almostOne))
  t.equal(pauseMs(new ConnectionError(), 3, almostOne), backoffMs(3, almostOne))
})

t.test('what a repetition cannot help is not repeated', async t => {
  for (const status of [400, 401, 403, 404, 409, 410, 422, 500]) {
    t.equal(pauseMs(new ProblemError({}, status, 1), 0, none), undefined, String(status))
  }
  t.equal(pauseMs(new TypeError('a bug'), 0, none), undefined)
})

t.test('a socket that is sent away comes back when told; with an expired token, at once', async t => {
  t.equal(reopenMs({ code: 1012, reason: 'retry_ms=3210' }, 5, almostOne), 3210)
  t.equal(reopenMs({ code: 4001, reason: 'token expired' }, 5, almostOne), 0)
  for (const close of [
    { code: 1012, reason: 'retry_ms=soon' },
    { code: 1006, reason: '' },
    { code: 1000, reason: 'retry_ms=1' },
  ]) {
    t.equal(reopenMs(close, 2, almostOne), backoffMs(2, almostOne))
  }
})

t.test('a stream that ends with a problem is asked for again as late as the event says', async t => {
  const problem = { type: '/problems/overloaded', status: 429, retry_after_s: 30 }
  const fetch = async () =>
    new Response(`event: error\ndata: ${JSON.stringify(problem)}\n\n`, {
      headers: { 'Content-Type': 'text/event-stream' },
    })
  const client = createClient({ baseUrl: 'http://shop.test', token: () => 'x', transport: 'http', fetch })
  const asked = client.ask('在吗', {
    onDelta: () => undefined,
    onWait(error, ms) {
      t.match(error, { status: 429, retryAfterS: 30 })
      t.ok(ms >= 30_000, `${ms} ms`)
      client.close()
    },
  })
  await t.rejects(asked, { name: 'ConnectionError' })
})

t.test('each time the network is said to be back, the pauses begin short again', async t => {
  const fetch = () => Promise.reject(new TypeError('no network'))
  const client = createClient({ baseUrl: 'http://shop.test', token: () => 'x', transport: 'http', fetch })
  const pauses: number[] = []
  const asked = client.ask('在吗', {
    onWait(_error, ms) {
      pauses.push(ms)
      // The pause begins after this call.
      setImmediate(() => (pauses.length < 12 ? client.reconnect() : client.close()))
    },
  })
  await t.rejects(asked, { name: 'ConnectionError' })
  t.equal(pauses.length, 12)
  t.ok(Math.max(...pauses) <= 500, pauses.join(' '))
})
