import t from 'tap'
import { repeat } from '../src/timers.js'

const never = 3_600_000

t.test('a task asked for while it runs runs once more, not twice at once', async t => {
  const release: (() => void)[] = []
  let running = 0
  let most = 0
  const repeated = repeat(async () => {
    running += 1
    most = Math.max(most, running)
    await new Promise<void>(resolve => release.push(resolve))
    running -= 1
  }, never)
  const done = repeated.now()
  repeated.soon()
  repeated.soon()
  release[0]?.()
  await new Promise(setImmediate)
  release[1]?.()
  await done
  t.equal(most, 1)
  t.equal(release.length, 2)
  await repeated.close()
})

t.test('whoever waits hears of a failure, the pace goes on', async t => {
  let runs = 0
  let third = () => undefined as undefined
  const ran = new Promise<void>(resolve => {
    third = () => void resolve()
  })
  const repeated = repeat(async () => {
    runs += 1
    if (runs === 3) third()
    throw new Error(`run ${runs}`)
  }, 1)
  await t.rejects(repeated.now(), { message: 'run 1' })
  repeated.soon()
  await ran
  await repeated.close()
})

t.test('a run asked for during one that fails still takes place', async t => {
  let runs = 0
  let fail: (error: Error) => void = () => undefined
  const repeated = repeat(() => {
    runs += 1
    return runs > 1
      ? Promise.resolve()
      : new Promise((_resolve, reject) => {
          fail = reject
        })
  }, never)
  repeated.soon()
  const second = repeated.now()
  fail(new Error('the first'))
  await second
  t.equal(runs, 2)
  await repeated.close()
})

t.test('nothing runs after close', async t => {
  let runs = 0
  const repeated = repeat(async () => {
    runs += 1
  }, 1)
  await repeated.now()
  await repeated.close()
  const before = runs
  await new Promise(resolve => setTimeout(resolve, 5))
  t.equal(runs, before)
})
