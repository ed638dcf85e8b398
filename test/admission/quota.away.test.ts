// What a process does while Redis is away: a run that the test answers, in a time that the test moves.
import t from 'tap'
import { createRedisQuota } from '../../src/admission/quota.redis.js'
import { createRedisTime } from '../../src/redis/redis-time.js'
import { spendMany } from '../contracts/quota.js'
import { fakeEvery } from '../support/admission/fake-every.js'
import { fakeClock } from '../support/dialog/fake-time.js'

const turn = () => new Promise<void>(resolve => setImmediate(resolve))

interface Sent {
  readonly args: readonly (string | number)[]
  resolve(reply: string): void
  reject(error: Error): void
}

function setUp() {
  const clock = fakeClock(0)
  const timers = fakeEvery()
  const sent: Sent[] = []
  const said: string[] = []
  const time = createRedisTime(clock)
  time.learn(0)
  const quota = createRedisQuota({
    run: (_name, _keys, args = []) => new Promise((resolve, reject) => sent.push({ args, resolve, reject })),
    time,
    keys: ['bucket', 'asking'],
    rule: { ratePerS: 400, burst: 200 },
    processId: 'here',
    liveProcesses: () => 4,
    steady: clock,
    every: timers.every,
    log: { warn: (_fields, message) => said.push(message), info: (_fields, message) => said.push(message) },
  })
  const last = () => sent.at(-1) ?? t.fail('nothing was sent')
  return {
    clock,
    timers,
    sent,
    said,
    quota,
    async reply(text: string) {
      ;(last() as Sent).resolve(text)
      await turn()
    },
    async fail() {
      ;(last() as Sent).reject(new Error('connection lost'))
      await turn()
    },
    tick(ms: number) {
      clock.move(ms)
      timers.run()
    },
  }
}

const AWAY = 'quota away: this process spends its share'

t.test('before Redis has answered a process spends its share', async t => {
  const { quota } = setUp()
  t.equal(spendMany(quota, 300), 50)
})

t.test('a process that Redis has answered spends its share of what is left, and pays for it', async t => {
  const { quota, reply, tick, sent } = setUp()
  await reply('0 120 30')
  t.equal(quota.left(), 120)
  tick(100)
  await reply('0 120 30')
  t.equal(spendMany(quota, 300), 30)
  tick(100)
  t.same(sent.at(-1)?.args.slice(-3), [-30, 300, 4], 'owes thirty, and three hundred came')
  await reply('22 68 17')
  t.equal(quota.left(), 90)
  t.equal(spendMany(quota, 300), 22 + 17)
})

t.test('a process lends what it may spend beyond its part of what is kept, and pays for that', async t => {
  const { quota, reply, tick, sent } = setUp()
  await reply('0 120 30')
  t.equal(spendMany({ spend: () => quota.lend(80) }, 300), 10)
  t.equal(quota.left(), 110)
  tick(100)
  t.same(sent.at(-1)?.args.slice(-3), [-10, 0, 4], 'asks for nothing that somebody else wants')
})

t.test('while Redis fails a process lets in its share of the rate', async t => {
  const { quota, reply, fail, tick, said } = setUp()
  await reply('0 8 2')
  tick(100)
  await fail()
  t.equal(spendMany(quota, 10), 2, 'what it could have spent anyway')
  let spent = 0
  for (let i = 0; i < 20; i++) {
    tick(100)
    await fail()
    spent += spendMany(quota, 50)
  }
  t.equal(spent, 200, '100 a second')
  t.same(said, [AWAY], 'said once')
})

t.test('Redis that does not answer for over two rounds is away until it does', async t => {
  const { quota, reply, tick, said } = setUp()
  await reply('0 0 0')
  for (let round = 0; round < 3; round++) tick(100)
  t.same(said, [])
  tick(100)
  t.same(said, [AWAY])
  tick(100)
  t.equal(spendMany(quota, 50), 10)
  await reply('7 0 0')
  t.same(said, [AWAY, 'quota back'])
  t.equal(spendMany(quota, 50), 7)
})

t.test('a stall of the process itself is not taken for Redis being away', async t => {
  const { reply, tick, said } = setUp()
  await reply('0 0 0')
  tick(100)
  tick(3000)
  await reply('0 0 0')
  t.same(said, [])
})

t.test('an exchange that came too late to Redis is made again with its time', async t => {
  const { quota, reply, sent, clock } = setUp()
  clock.move(5)
  await reply('l9000')
  t.equal(sent.length, 2)
  t.equal(sent[1]?.args[0], 9200, 'not after')
  await reply('0 200 50')
  t.equal(quota.left(), 200)
})

t.test('what a failed exchange handed in is not spent as well', async t => {
  const { quota, reply, fail, tick } = setUp()
  await reply('0 0 0')
  spendMany(quota, 40)
  tick(100)
  await reply('40 0 0')
  tick(100)
  await fail()
  tick(100)
  await reply('0 0 0')
  t.equal(spendMany(quota, 100), 0)
})

t.test('a quota that is closed during an exchange hands in what that one leaves it with', async t => {
  const { quota, reply, tick, sent } = setUp()
  await reply('0 120 30')
  spendMany(quota, 10)
  tick(100)
  const closing = quota.close()
  await reply('10 100 25')
  t.same(sent.at(-1)?.args.slice(-3), [10, 0, 0])
  await reply('0 110 0')
  await closing
})

t.test('a closed quota asks no more, whether Redis answers or not', async t => {
  const { quota, reply, fail, timers, tick, sent } = setUp()
  await reply('0 0 0')
  const closing = quota.close()
  await turn()
  t.same(sent.at(-1)?.args.slice(-3), [0, 0, 0], 'hands in what it holds, and has no credit any more')
  await fail()
  await closing
  t.equal(timers.running(), 0)
  tick(100)
})
