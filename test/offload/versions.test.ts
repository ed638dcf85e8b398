import t from 'tap'
import type { TextJob } from '../../src/offload/text-work.js'
import { createVersionedWork, STALE } from '../../src/offload/versions.js'

const job = (matches: number): TextJob => ({ kind: 'whole', role: 'user', text: 'x', matches })
const faq = { common: [], shops: new Map() }

function startWorker() {
  const adopted: string[] = []
  const work = createVersionedWork(jobs => jobs.map(() => ({ fault: 'none' })), {
    faq: () => adopted.push('faq'),
    block: ndjson => adopted.push(ndjson),
  })
  return { work, adopted }
}

t.test('a worker behind with the blocked terms does no job before it has them', async t => {
  const { work, adopted } = startWorker()
  const versions = { faq: 0, block: 1 }
  t.equal(work({ jobs: [job(0)], versions }), STALE)
  t.same(work({ jobs: [job(0)], versions, edited: { block: 'terms' } }), [{ fault: 'none' }])
  t.same(work({ jobs: [job(0)], versions, edited: { block: 'terms' } }), [{ fault: 'none' }])
  t.strictSame(adopted, ['terms'], 'once')
})

t.test('a worker behind with the FAQ does the jobs that need none', async t => {
  const { work, adopted } = startWorker()
  const versions = { faq: 1, block: 0 }
  t.same(work({ jobs: [job(0)], versions }), [{ fault: 'none' }])
  t.equal(work({ jobs: [job(0), job(3)], versions }), STALE)
  t.same(work({ jobs: [job(3)], versions, edited: { faq } }), [{ fault: 'none' }])
  t.strictSame(adopted, ['faq'])
})
