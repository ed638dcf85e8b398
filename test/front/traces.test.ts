// Which traces are recorded: what a proxy says counts, what a stranger says does not.
import t from 'tap'
import { fakeParts, limits, readyChat, tokenFor } from '../../perf/load/fake-front.js'
import { openFront } from '../../src/front/front.js'

const [traceId, span] = ['a'.repeat(32), 'b'.repeat(16)]
let isTrusted = true
const tracing = { isSampled: (given: boolean | undefined) => given === true, trusts: () => isTrusted }
const settings = { host: '127.0.0.1', port: 0, socketsMax: 100 }
const front = await openFront({ ...fakeParts(readyChat()), tracing }, limits, settings)
t.teardown(() => front.close())

async function answered(flags: string): Promise<string | null> {
  const reply = await fetch(`http://127.0.0.1:${front.port}/chat`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await tokenFor()}`,
      'content-type': 'application/json',
      traceparent: `00-${traceId}-${span}-${flags}`,
    },
    body: '{"text":"x"}',
  })
  t.equal(reply.status, 200)
  return reply.headers.get('traceparent')
}

t.test('a trusted proxy says whether its trace is recorded, a stranger only which trace it is', async t => {
  const own = (flags: string) => new RegExp(`^00-${traceId}-[0-9a-f]{16}-${flags}$`)
  t.match(await answered('01'), own('01'))
  t.match(await answered('00'), own('00'))
  isTrusted = false
  t.match(await answered('01'), own('00'))
})
