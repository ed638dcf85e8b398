import t, { type Test } from 'tap'
import { createOffload } from '../../src/offload/offload.piscina.js'
import { Problem } from '../../src/problem.js'

async function startPool(t: Test, stuckMs = 5000) {
  const file = new URL('../support/offload/crashing-worker.js', import.meta.url)
  const offload = await createOffload({ file, workerData: {}, threads: 1, stuckMs })
  t.teardown(() => offload.close())
  return offload
}

const ask = (text: string) => ({ text, matches: 0 })
const maskingFailed = (error: unknown) => error instanceof Problem && error.kind === 'masking-failed'

t.test('jobs of one tick travel as one batch and come back in order', async t => {
  const offload = await startPool(t)
  const done = await Promise.all([offload.prepare(ask('a')), offload.finish('b'), offload.prepare(ask('c'))])
  t.same(
    done.map(result => result.masked),
    ['a*', 'b*', 'c*'],
  )
  t.same(new Set(done.map(result => result.fragment)), new Set(['3']))
})

t.test('more than 64 jobs of one tick travel in several batches', async t => {
  const offload = await startPool(t)
  const done = await Promise.all(Array.from({ length: 70 }, (_, i) => offload.finish(String(i))))
  t.equal(done[0]?.fragment, '64')
  t.equal(done[69]?.fragment, '6')
})

t.test('a fault of one job leaves the rest of its batch unharmed', async t => {
  const offload = await startPool(t)
  const [good, bad] = await Promise.allSettled([offload.finish('a'), offload.finish('fault')])
  t.equal(good?.status, 'fulfilled')
  t.ok(bad?.status === 'rejected' && maskingFailed(bad.reason))
})

for (const fate of ['throw', 'die', 'hang']) {
  t.test(
    `a worker that meets "${fate}" ends its jobs with a problem, and the next job is served`,
    async t => {
      const offload = await startPool(t, fate === 'hang' ? 2_000 : 20_000)
      const [first, second] = await Promise.allSettled([offload.finish('a'), offload.finish(fate)])
      t.ok(first?.status === 'rejected' && maskingFailed(first.reason), 'never the raw text')
      t.ok(second?.status === 'rejected' && maskingFailed(second.reason))
      t.equal((await offload.finish('next')).masked, 'next*')
      t.equal(offload.ageMs(), 0)
    },
  )
}

t.test('the age of the pool is that of its oldest unanswered job', async t => {
  const offload = await startPool(t)
  t.equal(offload.ageMs(), 0)
  const job = offload.finish('a')
  await new Promise(setImmediate)
  t.ok(offload.ageMs() > 0)
  await job
  t.equal(offload.ageMs(), 0)
})

t.test('a batch is not stuck for having waited behind others', async t => {
  const offload = await startPool(t, 600)
  const texts = Array.from({ length: 5 * 64 }, (_, i) => (i % 64 === 0 ? 'work250' : 'a'))
  const done = await Promise.allSettled(texts.map(text => offload.finish(text)))
  t.strictSame(new Set(done.map(({ status }) => status)), new Set(['fulfilled']))
})

t.test('a pause of the whole process fails no job whose reply lies there unread', async t => {
  const offload = await startPool(t, 400)
  const job = offload.finish('work50')
  await new Promise(setImmediate)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000)
  t.equal((await job).masked, 'work50*')
})

t.test('customers wait for one portion of a large check, not for all of it', async t => {
  const offload = await startPool(t)
  const order: string[] = []
  const checks = Array.from({ length: 40 }, async () => {
    await offload.check('work20')
    order.push('check')
  })
  await new Promise(setImmediate)
  await offload.finish('a')
  t.ok(order.length <= 4, `${order.length} checks came first`)
  await Promise.all(checks)
})
