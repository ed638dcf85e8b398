import { test } from 'tap'
import { createRedisTime } from '../../src/redis/redis-time.js'

const REDIS_AHEAD_MS = 1_000_000

/** A process whose replies from Redis come when they are read. */
function createBench() {
  let now = 0
  const time = createRedisTime({ now: () => now })
  return {
    time,
    /** What `time` lacks of Redis's clock. */
    behind: () => now + REDIS_AHEAD_MS - time.now(),
    pass(ms: number) {
      now += ms
    },
    read(lateMs: number) {
      time.learn(now + REDIS_AHEAD_MS - lateMs)
    },
  }
}

test('the first reply tells the time', async t => {
  const { time, read, behind } = createBench()
  t.equal(time.now(), 0, 'before it every write comes too late and learns the time')
  read(3)
  t.equal(behind(), 3)
})

test('a reply that was read late does not turn the time back', async t => {
  const { read, behind, pass } = createBench()
  read(1)
  pass(500)
  read(380)
  t.equal(behind(), 1, 'the next write still has its whole 400 ms')
})

test('a fresher reply is believed at once', async t => {
  const { read, behind } = createBench()
  read(300)
  read(2)
  t.equal(behind(), 2)
})

test('clocks that run apart are followed within two spans', async t => {
  const { read, behind, pass } = createBench()
  read(0)
  for (let s = 1; s <= 20; s++) {
    pass(1_000)
    read(10)
  }
  t.equal(behind(), 10, 'what was learnt 20 s ago no longer counts')
})

test('another host whose clock is far behind is believed at once', async t => {
  const { read, behind, pass } = createBench()
  read(0)
  pass(1_000)
  read(60_000)
  t.equal(behind(), 60_000)
  read(60_000 + 5)
  t.equal(behind(), 60_000, 'and its own replies are held against each other')
})
