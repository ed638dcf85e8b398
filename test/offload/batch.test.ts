import t from 'tap'
import { createBatcher } from '../../src/offload/batch.js'

const tick = () => new Promise(setImmediate)

function setUp({ lanes = 1, most = 4, mostPatient = 2 } = {}) {
  const sent: string[] = []
  const ends: (() => void)[] = []
  const batcher = createBatcher(
    (jobs: readonly string[]) =>
      new Promise<string[]>(resolve => {
        sent.push(jobs.join(''))
        ends.push(() => resolve(jobs.map(job => job.toUpperCase())))
      }),
    { lanes, most, mostPatient },
  )
  const end = async (nth: number) => {
    ends[nth]?.()
    await tick()
  }
  return { sent, end, ...batcher }
}

t.test('an idle worker gets what one tick asks, and the next batch collects while it works', async t => {
  const { sent, end, post } = setUp()
  const first = [post('a'), post('b')]
  await tick()
  t.strictSame(sent, ['ab'])
  const later = [post('c')]
  await tick()
  later.push(post('d'))
  await tick()
  t.strictSame(sent, ['ab'], 'one under way')
  await end(0)
  t.strictSame(sent, ['ab', 'cd'], 'at once, as one')
  await end(1)
  t.strictSame(await Promise.all([...first, ...later]), ['A', 'B', 'C', 'D'])
})

t.test('each worker has a batch of its own, and none has more jobs than allowed', async t => {
  const { sent, post } = setUp({ lanes: 2 })
  for (const job of 'abcdefghij') void post(job)
  await tick()
  t.strictSame(sent, ['abcd', 'efgh'])
})

t.test('patient jobs go in small portions, and only while no other waits', async t => {
  const { sent, end, post, postPatient } = setUp()
  for (const job of '1234') void postPatient(job)
  await tick()
  t.strictSame(sent, ['12'])
  void post('a')
  await end(0)
  t.strictSame(sent, ['12', 'a'])
  await end(1)
  t.strictSame(sent, ['12', 'a', '34'])
})

t.test('the oldest unanswered job is known, waiting or under way; patient ones do not count', async t => {
  const { end, post, postPatient, oldestAt, batches } = setUp({ most: 1 })
  t.equal(oldestAt(), undefined)
  void postPatient('1')
  await tick()
  t.equal(oldestAt(), undefined)
  t.equal(batches(), 1)
  const before = performance.now()
  void post('a')
  const oldest = oldestAt() ?? 0
  t.ok(oldest >= before)
  await end(0)
  t.equal(oldestAt(), oldest, 'still while it is under way')
  await end(1)
  t.equal(oldestAt(), undefined)
})
