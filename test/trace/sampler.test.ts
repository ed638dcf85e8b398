import t from 'tap'
import { createSampler, type SAMPLERS } from '../../src/trace/sampler.js'

t.test('each sampler decides for itself, or after the caller, as its name says', async t => {
  const low = () => 0.005
  const high = () => 0.5
  const decide = (name: (typeof SAMPLERS)[number], random: () => number) =>
    [undefined, true, false].map(createSampler(name, 0.01, random))
  const [yes, no] = [
    [true, true, true],
    [false, false, false],
  ]
  t.same(decide('always_on', high), yes)
  t.same(decide('always_off', low), no)
  t.same(decide('traceidratio', low), yes)
  t.same(decide('traceidratio', high), no)
  t.same(decide('parentbased_traceidratio', low), [true, true, false])
  t.same(decide('parentbased_traceidratio', high), [false, true, false])
  t.same(decide('parentbased_always_on', high), [true, true, false])
  t.same(decide('parentbased_always_off', low), [false, true, false])
})
