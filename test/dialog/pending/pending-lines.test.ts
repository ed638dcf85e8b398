import t from 'tap'
import { createPendingLines } from '../../../src/dialog/pending/pending-lines.js'

function setUp() {
  let now = 0
  const lines = createPendingLines(() => now)
  const promise = (owner: string, dialogId: string, turnId: string) => lines.add({ owner, dialogId, turnId })
  return {
    lines,
    promise,
    move(ms: number) {
      now += ms
    },
  }
}

t.test('only the first turn of a dialog could run, and counts from when it is the first', async t => {
  const { lines, promise, move } = setUp()
  promise('a', 'd1', 't1')
  promise('a', 'd1', 't2')
  move(10_001)
  t.match(lines.lag(10_000), { pendingCustomers: 1, laggingCustomers: 1, laggards: ['a'] })
  lines.remove({ dialogId: 'd1', turnId: 't1' })
  t.match(lines.lag(10_000), { pendingCustomers: 1, laggingCustomers: 0, laggards: [] })
  t.equal(lines.longestMs(), 0)
  move(10_000)
  t.match(lines.lag(10_000), { laggingCustomers: 0 }, 'ten seconds are not too long')
  move(1)
  t.match(lines.lag(10_000), { laggingCustomers: 1 })
})

t.test('a customer with many dialogs is one', async t => {
  const { lines, promise, move } = setUp()
  for (let i = 0; i < 9; i++) promise('a', `d${i}`, `t${i}`)
  promise('b', 'd9', 't9')
  move(11_000)
  promise('c', 'd10', 't10')
  t.same(lines.lag(10_000), { pendingCustomers: 3, laggingCustomers: 2, laggards: ['a', 'b'] })
})

t.test('a turn that is added again keeps its age, and removing an unknown turn changes nothing', async t => {
  const { lines, promise, move } = setUp()
  promise('a', 'd1', 't1')
  move(5_000)
  lines.add({ dialogId: 'd1', turnId: 't1' })
  lines.remove({ dialogId: 'd1', turnId: 't2' })
  lines.remove({ dialogId: 'd2', turnId: 't1' })
  t.equal(lines.longestMs(), 5_000)
  lines.remove({ dialogId: 'd1', turnId: 't1' })
  t.match(lines.lag(0), { pendingCustomers: 0, laggingCustomers: 0 })
  t.equal(lines.longestMs(), 0)
})
