import fc from 'fast-check'
import t from 'tap'
import { createHeavyHitters } from '../../src/hot/heavy-hitters.js'

t.test('a form is counted over the last minute, in panes of ten seconds', async t => {
  const sketch = createHeavyHitters()
  for (const now of [0, 10_000, 55_000]) sketch.count('a', now)
  sketch.count(undefined, 55_000)
  t.same(sketch.read('a', 59_999), { asked: 3, turns: 4 })
  t.same(sketch.read('a', 60_000), { asked: 2, turns: 3 })
  t.same(sketch.read('a', 109_999), { asked: 1, turns: 2 })
  t.same(sketch.read('a', 10_000_000), { asked: 0, turns: 0 })
})

t.test(
  'whatever is asked, no count is too high and none is more than half a percent of the turns too low',
  async () => {
    const skewed = fc.array(fc.oneof(fc.nat(5), fc.nat(1_000)), { maxLength: 3_000 })
    fc.assert(
      fc.property(skewed, forms => {
        const sketch = createHeavyHitters()
        const truth = new Map<string, number>()
        for (const [i, form] of forms.entries()) {
          sketch.count(`q${form}`, i * 10)
          truth.set(`q${form}`, (truth.get(`q${form}`) ?? 0) + 1)
        }
        return [...truth].every(([form, count]) => {
          const { asked } = sketch.read(form, forms.length * 10)
          return asked <= count && asked >= count - forms.length / 200
        })
      }),
      { numRuns: 50 },
    )
  },
)

t.test('a popular question is found among a million others', async t => {
  const sketch = createHeavyHitters()
  for (let i = 0; i < 1_000_000; i++) sketch.count(i % 15 === 0 ? '发货' : `q${i}`, 0)
  const { asked, turns } = sketch.read('发货', 0)
  t.ok(asked / turns > 0.05, `${asked} of ${turns}`)
})
