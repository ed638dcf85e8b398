import t from 'tap'
import { createDeltas } from '../../../src/dialog/turn/deltas.js'
import type { PieceJob } from '../../../src/offload/offload.js'

const stateOf = (isStopped = false) => ({ raw: '', base: 0, from: 0, released: 0, isStopped })

/** A worker whose jobs, and a pace whose pauses, end when the test says so. */
function rig(release: (job: PieceJob) => string = ({ text }) => text) {
  const jobs: { readonly job: PieceJob; done(isStopped?: boolean): void; fail(): void }[] = []
  const left: string[] = []
  const pauses: (() => void)[] = []
  const deltas = createDeltas({
    offload: {
      piece: job =>
        new Promise((resolve, reject) => {
          jobs.push({
            job,
            done: isStopped => resolve({ released: release(job), state: stateOf(isStopped) }),
            fail: () => reject(new Error('the worker broke')),
          })
        }),
    },
    sink: { delta: text => void left.push(text) },
    pause: (_ms, signal) =>
      new Promise<void>(resolve => {
        pauses.push(resolve)
        signal?.addEventListener('abort', resolve)
      }),
  })
  return { deltas, jobs, left, pauses }
}

const settle = () => new Promise(resolve => setImmediate(resolve))

t.test('text that comes while a piece is masked, or within the pace, follows in one piece', async t => {
  const { deltas, jobs, left, pauses } = rig()
  for (const text of ['一', '二']) deltas.push(text)
  jobs[0]?.done()
  await settle()
  t.same(left, ['一'], 'the first text leaves at once')
  deltas.push('三')
  await settle()
  t.equal(jobs.length, 1, 'the next waits for the pace')
  pauses[0]?.()
  await settle()
  jobs[1]?.done()
  await settle()
  t.same(
    jobs.map(({ job }) => job.text),
    ['一', '二三'],
  )
  t.same(left, ['一', '二三'])
})

t.test('text that masking holds back does not begin the pace', async t => {
  const { deltas, jobs, left } = rig(({ text }) => (text === '一' ? '' : `一${text}`))
  for (const text of ['一', '二']) {
    deltas.push(text)
    await settle()
    jobs.at(-1)?.done()
    await settle()
  }
  t.same(left, ['一二'])
})

t.test('the end does not wait for the pace, and what came within it goes with the end', async t => {
  const { deltas, jobs, left } = rig()
  deltas.push('一')
  jobs[0]?.done()
  await settle()
  deltas.push('二')
  const end = deltas.end()
  await settle()
  t.match(jobs[1]?.job, { text: '二', isLast: true })
  jobs[1]?.done()
  await end
  t.same(left, ['一', '二'])
})

t.test('the end sends what masking held back', async t => {
  const { deltas, jobs, left } = rig(({ text, isLast }) => (isLast ? `${text}末` : ''))
  deltas.push('一')
  jobs[0]?.done()
  await settle()
  const end = deltas.end()
  await settle()
  t.match(jobs[1]?.job, { text: '', isLast: true, state: stateOf() })
  jobs[1]?.done()
  await end
  t.same(left, ['末'])
})

t.test('once masking fails nothing more leaves', async t => {
  const { deltas, jobs, left } = rig()
  deltas.push('一')
  jobs[0]?.fail()
  await settle()
  deltas.push('二')
  await deltas.end()
  t.equal(jobs.length, 1)
  t.same(left, [])
})

t.test('after a blocked term nothing more is even masked', async t => {
  const { deltas, jobs, left } = rig(() => '')
  deltas.push('一')
  jobs[0]?.done(true)
  await settle()
  deltas.push('二')
  await deltas.end()
  t.equal(jobs.length, 1)
  t.same(left, [])
})
