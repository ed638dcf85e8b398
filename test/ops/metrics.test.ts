import t from 'tap'
import { createMetrics } from '../../src/ops/metrics.js'
import { createReadings } from '../../src/ops/readings.js'
import { createFakeClock } from '../support/llm/client-and-vendor.js'

t.test('counters and nothing else end in _total, as promtool wants it', async t => {
  const metrics = await createMetrics(createFakeClock(), createReadings({})).read()
  const odd = metrics.filter(({ name, type }) => (String(type) === 'counter') !== name.endsWith('_total'))
  t.same(
    odd.map(({ name }) => name),
    [],
  )
  t.ok(metrics.length > 20, `${metrics.length} were looked at`)
})

t.test('a desk is open or closed by its hours, and told of as long as it is one', async t => {
  let desks: [string, boolean][] = [
    ['main', true],
    ['late', false],
  ]
  const metrics = createMetrics(createFakeClock(), createReadings({ desksOpen: () => desks }))
  const openDesks = async () => (await metrics.read()).find(({ name }) => name === 'desk_open')
  t.match(await openDesks(), {
    values: [
      { labels: { shop: 'main' }, value: 1 },
      { labels: { shop: 'late' }, value: 0 },
    ],
  })
  desks = []
  t.match(await openDesks(), { values: { length: 0 } })
})

t.test('no number that is handed over makes counting throw, and what is no count is left out', async t => {
  const metrics = createMetrics(createFakeClock(), createReadings({}))
  for (const odd of [-1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, '7' as never]) {
    metrics.vendorTokens('prompt', odd)
    metrics.vendorCost('primary', odd)
    metrics.auditLost(odd, 'full')
    metrics.responded(odd)
    metrics.answered(odd, { source: 'llm', level: 0 })
  }
  metrics.vendorTokens('prompt', 3)
  const tokens = (await metrics.read()).find(({ name }) => name === 'llm_tokens_total')
  t.match(tokens, { values: [{ value: 3 }] })
})
