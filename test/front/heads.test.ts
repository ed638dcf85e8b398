// HEAD of what GET answers with a stream: nothing is kept open for a client that gets no more than a head.
import t, { type Test } from 'tap'
import { dialogId, fakeChat, fakeParts, limits, readyChat, tokenFor } from '../../perf/load/fake-front.js'
import { systemClock } from '../../src/clock.js'
import { liveRoute } from '../../src/front/admin/live-route.js'
import { transcriptExport } from '../../src/front/admin/transcript-export.js'
import { type Front, type FrontDeps, openFront } from '../../src/front/front.js'
import type { Transcripts } from '../../src/transcripts/transcripts.js'

async function serve(t: Test, over: Partial<FrontDeps>): Promise<Front> {
  const settings = { host: '127.0.0.1', port: 0, socketsMax: 1000 }
  const front = await openFront(
    { ...fakeParts(readyChat()), ...over },
    { ...limits, socketsPerCustomer: 2 },
    settings,
  )
  t.teardown(() => front.close())
  return front
}

/** The statuses of so many requests, one after another; what GET streams is left at once. */
async function statuses(front: Front, path: string, ask: { method: string; token: string; count: number }) {
  const headers = { authorization: `Bearer ${ask.token}`, accept: 'text/event-stream' }
  const seen: number[] = []
  for (let n = 0; n < ask.count; n++) {
    const url = `http://127.0.0.1:${front.port}${path}`
    const response = await fetch(url, { method: ask.method, headers })
    await response.body?.cancel()
    seen.push(response.status)
  }
  return [...new Set(seen)]
}

t.test('HEAD of the live stream leaves nobody watching', async t => {
  let watching = 0
  const live = {
    async watch() {
      watching++
      return () => void watching--
    },
  }
  const front = await serve(t, { routes: [liveRoute({ live, clock: systemClock })] })
  const token = await tokenFor('admin')
  t.same(await statuses(front, '/admin/live', { method: 'HEAD', token, count: 5 }), [200])
  t.equal(watching, 0)
  t.same(await statuses(front, '/admin/live', { method: 'GET', token, count: 1 }), [200])
})

t.test('HEAD of a followed dialog takes no place of its customer', async t => {
  const chat = fakeChat()
  chat.dialog = { dialogId, mode: 'bot', expiresAt: 0, turns: [] }
  const front = await serve(t, { chat })
  const token = await tokenFor()
  const path = `/chat/${dialogId}`
  t.same(await statuses(front, path, { method: 'HEAD', token, count: 5 }), [200])
  t.same(await statuses(front, path, { method: 'GET', token, count: 1 }), [200])
})

t.test('HEAD of an export ends the walk that it began', async t => {
  const signals: AbortSignal[] = []
  const transcripts = {
    async *all(_filter: unknown, signal: AbortSignal) {
      signals.push(signal)
      yield { dialogId, shop: 'main', services: [], entries: [] }
    },
  } as unknown as Transcripts
  const { auditLog } = fakeParts(readyChat())
  const front = await serve(t, { routes: [transcriptExport({ transcripts, auditLog, aigcProducer: 'x' })] })
  const token = await tokenFor('admin')
  t.same(await statuses(front, '/admin/transcripts', { method: 'HEAD', token, count: 5 }), [200])
  t.same([signals.length, signals.every(({ aborted }) => aborted)], [5, true])
})
