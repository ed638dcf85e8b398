import t from 'tap'
import { HITS_LISTED, listHits } from '../../src/audit/hits.js'

interface Sample {
  readonly kind: string
  readonly at: number
  readonly action?: string
}

const masked: readonly Sample[] = Array.from({ length: 150 }, (_none, i) => ({ kind: 'mobile', at: i }))
const blocked: Sample = { kind: 'blocked', at: 150, action: 'star' }

t.test('a few hits are all listed, in their order', async t => {
  const hits = [...masked.slice(0, 2), blocked]
  t.same(listHits(hits), { listed: hits, more: 0 })
})

t.test('of many hits some are listed and the others counted', async t => {
  t.same(listHits(masked), { listed: masked.slice(0, HITS_LISTED), more: 150 - HITS_LISTED })
})

t.test('a blocked term is listed, however many values stand before it', async t => {
  const { listed, more } = listHits([...masked, blocked])
  t.same(listed[0], blocked)
  t.equal(listed.length + more, 151)
})
