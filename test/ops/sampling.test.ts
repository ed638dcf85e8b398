import { randomUUID } from 'node:crypto'
import t from 'tap'
import { createSampling } from '../../src/ops/sampling.js'

const ids = Array.from({ length: 2_000 }, () => randomUUID().replaceAll('-', ''))

t.test('all turns have a line until somebody says otherwise, and none with a share of 0', async t => {
  const sampling = createSampling()
  t.ok(ids.every(sampling.keeps) && sampling.keeps('f'.repeat(32)))
  sampling.share = 0
  t.notOk(ids.some(sampling.keeps) || sampling.keeps('0'.repeat(32)))
})

t.test('every process keeps the same turns, and about the share of them', async t => {
  const [one, two] = [createSampling(), createSampling()]
  one.share = two.share = 0.3
  const kept = ids.filter(one.keeps)
  t.same(kept, ids.filter(two.keeps))
  t.ok(kept.length > 450 && kept.length < 750, `${kept.length} of 2,000`)
})
