import t from 'tap'
import { priorityOf } from '../../src/seats/priority.js'

t.test('danger comes first, then what a seat had already, and the ladder last', async t => {
  const reasons = [
    'safety',
    'returned',
    'security',
    'mood',
    'asked',
    'failed',
    'no-answer',
    'ladder',
  ] as const
  t.same(
    reasons.map(reason => priorityOf(reason, {})),
    [0, 1, 2, 3, 4, 5, 6, 7],
  )
})

t.test(
  'a customer who needs care comes before the others who ask, and never later than for the reason itself',
  async t => {
    const cared = { needsCare: true }
    t.same([priorityOf('asked', cared), priorityOf('ladder', cared)], [3, 3])
    t.same([priorityOf('safety', cared), priorityOf('security', cared)], [0, 2])
    t.equal(priorityOf('asked', { needsCare: false }), 4)
  },
)
