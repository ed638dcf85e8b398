import { fork } from 'node:child_process'
import { getEventListeners, once } from 'node:events'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { nextCall, nextLeaving, requestOf, startRig } from '../support/llm/client-and-vendor.js'

t.test('an abort ends a call at once and frees its connection', async t => {
  const rig = await startRig(t, { limits: { connections: 1 } })
  const leave = new AbortController()
  const end = rig.ask('[[sim:hang]]', {}, leave.signal)
  await nextCall(rig.vendor)
  const left = nextLeaving(rig.vendor)
  leave.abort()
  t.match(await end, { kind: 'failed', why: 'aborted', streamed: false })
  await left
  t.match(rig.llm.status(), [{ running: 0 }])
  t.match(await rig.ask('hi'), { kind: 'answered' })
  t.match(rig.reports, [{ outcome: 'aborted' }, { outcome: 'answered' }])
})

t.test('an abort in the middle of a stream ends it, also from within a delta', async t => {
  const rig = await startRig(t, { vendor: { tokenMs: 5 }, limits: { connections: 1 } })
  const leave = new AbortController()
  const left = nextLeaving(rig.vendor)
  const deltas: string[] = []

  const end = rig.llm.ask(requestOf([{ role: 'user', content: 'hello' }]), leave.signal, delta => {
    deltas.push(delta)
    if (deltas.length === 3) leave.abort()
  })
  t.match(await end, { kind: 'failed', why: 'aborted', streamed: true })
  await left
  t.equal(deltas.length, 3)
  t.match(rig.reports, [{ outcome: 'aborted', usage: { isEstimate: true } }])
})

t.test('an abort while the turn waits to try again ends the wait', async t => {
  const rig = await startRig(t, { limits: { retry: { attempts: 3, backoffMs: 60_000 } } })
  const leave = new AbortController()
  const end = rig.ask('[[sim:503]]', { deadlineAt: Date.now() + 600_000 }, leave.signal)
  await nextCall(rig.vendor)
  setTimeout(() => leave.abort(), 20)
  t.match(await end, { why: 'aborted' })
  t.equal(rig.reports.length, 1)
})

t.test('a turn that was aborted in the queue is never sent', async t => {
  const rig = await startRig(t, { limits: { connections: 1 } })
  const first = new AbortController()
  const running = rig.ask('[[sim:hang]]', {}, first.signal)
  await nextCall(rig.vendor)
  const second = new AbortController()
  const waiting = rig.ask('second', {}, second.signal)
  const third = rig.ask('third')
  second.abort()
  t.match(await waiting, { why: 'aborted', vendorMs: 0 })
  first.abort()
  await running
  t.match(await third, { kind: 'answered', text: '收到1条消息,您说:third' })
  t.equal(rig.vendor.counts().received, 2)
})

t.test('aborted calls leave no connection and no listener behind, whatever stage they were at', async t => {
  const rig = await startRig(t, { limits: { connections: 20 } })
  for (let round = 0; round < 50; round++) {
    const turns = Array.from({ length: 30 }, () => {
      const leave = new AbortController()
      return { leave, end: rig.ask('[[sim:hang]]', {}, leave.signal) }
    })
    await nextCall(rig.vendor)
    for (const { leave } of turns) leave.abort()
    for (const { leave, end } of turns) {
      t.match(await end, { why: 'aborted' })
      t.equal(getEventListeners(leave.signal, 'abort').length, 0)
    }
  }
  t.match(rig.llm.status(), [{ running: 0, queued: 0 }])
  t.match(await rig.ask('hi'), { kind: 'answered' })
})

t.test('close ends what runs and what waits, and lets nothing new in', async t => {
  const rig = await startRig(t, { limits: { connections: 1 } })
  const running = rig.stream('[[sim:stall=1]]').end
  await nextCall(rig.vendor)
  const waiting = rig.ask('hi')
  await rig.llm.close()
  t.match(await running, { kind: 'failed', why: 'aborted' })
  t.match(await waiting, { kind: 'failed', why: 'aborted' })
  t.match(await rig.ask('late'), { kind: 'failed', why: 'aborted' })
  t.match(rig.llm.status(), [{ running: 0, queued: 0 }])
})

t.test('after close the process ends by itself', async t => {
  const child = fork(fileURLToPath(new URL('../support/llm/closing-process.js', import.meta.url)))
  const [code, signal] = await once(child, 'exit')
  t.strictSame([code, signal], [0, null])
})
