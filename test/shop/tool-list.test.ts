// The tools as operators see them: sums of the processes' reports.
import t from 'tap'
import { listTools } from '../../src/shop/tool-list.js'
import { createToolTallies } from '../../src/shop/tool-tallies.js'
import { exampleTools } from '../support/shop/samples.js'

const secret = 'k3y-of-the-query'
const { tools } = exampleTools('http://127.0.0.1:1', tool => {
  const request = tool.request as { url: string }
  Object.assign(tool, { request: { ...request, url: `${request.url.split('?')[0]}?key=${secret}` } })
})
const tool = { shop: 'main', name: 'order_status' }

function report(breaker: string, times: readonly number[], notAsked = 0) {
  const tallies = createToolTallies()
  for (const ms of times) tallies.add({ tool, outcome: 'ok', ms })
  for (let i = 0; i < notAsked; i++) tallies.add({ tool, outcome: 'breaker' })
  // Encoded and decoded, as another process gets it.
  return JSON.parse(JSON.stringify({ ...tool, breaker, ...tallies.of(tool) }))
}

t.test('calls and times are the sums of all processes, the breaker is the worst', async t => {
  const fast = Array.from({ length: 18 }, () => 20)
  const [first, second] = listTools(tools, [report('closed', fast), report('open', [400, 9_000], 3)])
  t.match(first, {
    ...tool,
    risk: 'read',
    method: 'GET',
    origin: 'http://127.0.0.1:1',
    breaker: 'open',
    calls: { ok: 20, breaker: 3, timeout: 0, refused: 0, invalid: 0, 'unknown-to-shop': 0 },
    times: { mean_ms: 488, p50_ms: 25, p95_ms: 500 },
  })
  t.match(second, { name: 'recent_orders', breaker: 'closed', calls: { ok: 0 } })
  t.equal(second?.times, undefined)
})

t.test('the list has no secret, and a value that is no report is left out', async t => {
  const list = listTools(tools, [undefined, null, 7, {}, { ...tool, breaker: 'open', calls: { ok: 'x' } }])
  t.notMatch(JSON.stringify(list), secret)
  t.match(list, [{ breaker: 'closed', calls: { ok: 0 } }, {}])
})
