import t from 'tap'
import type { Finished, Prepared } from '../../src/offload/offload.js'
import { warmUp } from '../../src/offload/warm-up.js'
import { Problem } from '../../src/problem.js'

/** Workers that take a millisecond a job. */
function setUp(isBroken = false) {
  let now = 0
  const done = { prepare: 0, finish: 0 }
  const offload = {
    threads: 2,
    async prepare(): Promise<Prepared> {
      now++
      done.prepare++
      if (isBroken) throw new Problem('masking-failed')
      return { masked: '', fragment: '', hits: [], matches: [] }
    },
    async finish(): Promise<Finished> {
      now++
      done.finish++
      return { masked: '', fragment: '', hits: [] }
    },
  }
  return { parts: { offload, steady: { now: () => now } }, done, now: () => now }
}

t.test('both jobs of a turn are run until the time is over, and hardly longer', async t => {
  const { parts, done, now } = setUp()
  await warmUp(parts, 500)
  t.ok(now() >= 500 && now() < 600, `${now()} ms`)
  t.equal(done.prepare, done.finish)
})

t.test('no time is no warm-up', async t => {
  const { parts, done } = setUp()
  await warmUp(parts, 0)
  t.same(done, { prepare: 0, finish: 0 })
})

t.test('workers that fail neither stop the start nor are asked again', async t => {
  const { parts, done } = setUp(true)
  await warmUp(parts, 500)
  t.same(done, { prepare: 32, finish: 0 })
})
