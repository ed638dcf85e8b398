// How often a desk at which nothing is costs a read of its board.
import t from 'tap'
import { createMemoryBoards } from '../../src/seats/board.memory.js'
import { createDesk } from '../../src/seats/desk.js'
import { fakeClock } from '../support/dialog/fake-time.js'

const clerk = {
  sub: 'wang',
  name: '小王',
  skills: [],
  capacity: 1,
  status: 'online',
  isSocketless: true,
} as const

function stage(t: { teardown(handler: () => void): void }) {
  const steady = fakeClock()
  const boards = createMemoryBoards(steady)
  let reads = 0
  const desk = createDesk(
    {
      boards: {
        ...boards,
        exchange(...call) {
          reads++
          return boards.exchange(...call)
        },
      },
      handovers: { read: async () => undefined, giveBack: async () => ({ kind: 'absent' }) },
      dialogs: { isErased: async () => false },
      bus: { broadcast: () => undefined },
      steady,
      pause: async () => undefined,
      onError: error => {
        throw error
      },
      onReturned: () => undefined,
      onGone: () => undefined,
    },
    { graceMs: 1_000, handoffMax: 10 },
  )
  t.teardown(() => desk.close())
  return { steady, boards, desk, reads: () => reads }
}

t.test('a desk at which nothing is is looked at every five seconds, whoever asks', async t => {
  const { steady, desk, reads } = stage(t)
  await desk.recent('main')
  await desk.round()
  const first = reads()
  for (let s = 0; s < 4; s++) {
    steady.move(1_000)
    t.equal((await desk.recent('main')).seats.size, 0)
    await desk.round()
  }
  t.equal(reads(), first)
  steady.move(1_000)
  await desk.recent('main')
  t.equal(reads(), first + 1)
})

t.test('news of the desk is believed at once', async t => {
  const { boards, desk } = stage(t)
  await desk.recent('main')
  await desk.round()
  await boards.seat('main', clerk)
  t.equal((await desk.recent('main')).seats.size, 0)
  desk.onMessage({ kind: 'desk', shop: 'main' })
  t.equal((await desk.recent('main')).seats.size, 1)
})
