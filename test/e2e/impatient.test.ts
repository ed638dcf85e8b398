// One customer who does not wait for answers, while the vendor is slow.
import { setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import { startVendor } from '../../perf/fake-llm.js'
import { startServer } from '../support/e2e/harness.js'

/** Nine answers take longer than the 10 s after which promised turns of several customers would raise the level. */
const VENDOR_MS = 1_700

interface Pending {
  readonly dialog_id: string
  readonly turn_id: string
}

t.test('nine questions of one customer into one dialog take the model from nobody', async t => {
  const vendor = await startVendor({ latency: { kind: 'fixed', ms: VENDOR_MS } })
  t.teardown(() => vendor.close())
  const server = await startServer(t, {
    LLM_URL: vendor.url,
    ANSWER_BUDGET_MS: '100',
    LLM_SLOW_MS: '60000',
    LLM_TIMEOUT_MS: '30000',
    TURN_DEADLINE_MS: '120000',
    // They come as fast as they are promised.
    OVERLOAD: 'off',
    UID_RATE_PER_S: '50',
  })
  const token = await server.token('u1')
  const asked: Pending[] = []
  for (let i = 1; i <= 9; i++) {
    const dialog = asked[0] && { dialog_id: asked[0].dialog_id }
    const reply = await server.chat(token, { text: `第 ${i} 次问：我的包裹怎么还没有消息`, ...dialog })
    t.equal(reply.status, 202)
    asked.push(reply.json as Pending)
  }
  const levels = new Set<string | undefined>()
  let isOver = false
  const watching = (async () => {
    while (!isOver) {
      const { text } = await server.call('GET', '/metrics')
      levels.add(/^degrade_level (\d)$/m.exec(text)?.[1])
      await delay(250)
    }
  })()
  const last = asked.at(-1)
  const path = `/chat/${last?.dialog_id}/turns/${last?.turn_id}?wait=25`
  let answer = await server.call('GET', path, { token })
  while (answer.status === 202) answer = await server.call('GET', path, { token })
  isOver = true
  await watching
  t.match(answer.json, { source: 'llm', seq: 9 })
  t.same([...levels], ['0'])
})
