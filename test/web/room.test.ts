// The client and a server that has no room for it.
import t from 'tap'
import { startRig } from '../support/web/client-and-server.js'

const rig = await startRig(t, {}, { UID_RATE_PER_S: '1' })

t.test('a refusal for lack of room waits as long as it is told, then the turn is answered', async t => {
  const { client } = rig
  const chat = client(t, { transport: 'http' })
  const waits: { error: unknown; ms: number }[] = []
  const onWait = (error: unknown, ms: number) => waits.push({ error, ms })
  const asked = Array.from({ length: 3 }, (_, n) => chat.ask(`问题${n}`, { onWait }))
  t.match(await Promise.all(asked), [{ seq: 1 }, { seq: 1 }, { seq: 1 }])
  t.match(waits[0]?.error, {
    status: 429,
    type: '/problems/rate-limited',
    detail: /繁忙/,
    retryAfterS: Number,
  })
  t.ok(waits.every(({ error, ms }) => ms >= 1000 * ((error as { retryAfterS?: number }).retryAfterS ?? 99)))
})
