import t from 'tap'
import { createMetrics, createReadings } from '../../src/ops/metrics.js'
import { createFakeClock } from '../vendor/rig.js'

t.test('counters and nothing else end in _total, as promtool wants it', async t => {
  const metrics = await createMetrics(createFakeClock(), createReadings({})).read()
  const odd = metrics.filter(({ name, type }) => (String(type) === 'counter') !== name.endsWith('_total'))
  t.same(
    odd.map(({ name }) => name),
    [],
  )
  t.ok(metrics.length > 20, `${metrics.length} were looked at`)
})
