import t from 'tap'
import { Stop, type StopListener, stoppedWith } from '../src/stop.js'

t.test('a stop tells its listeners once, and why', async t => {
  const stop = new Stop()
  const heard: unknown[] = []
  stop.addEventListener('abort', () => heard.push(stop.reason))
  stop.addEventListener('abort', { handleEvent: () => heard.push('object') })
  stop.throwIfAborted()
  stop.abort('cancelled')
  stop.abort('again')
  t.same(heard, ['cancelled', 'object'])
  t.equal(stop.aborted, true)
  t.throws(() => stop.throwIfAborted(), 'cancelled')
})

t.test('without a reason the reason is that of an AbortSignal', async t => {
  const stop = new Stop()
  stop.abort()
  t.match(stop.reason, AbortSignal.abort().reason)
})

t.test('a listener is called neither after its removal nor when all is over', async t => {
  const stop = new Stop()
  const heard: string[] = []
  const second: StopListener = () => heard.push('second')
  const removed: StopListener = () => heard.push('removed')
  stop.addEventListener('abort', removed)
  stop.addEventListener('abort', () => stop.removeEventListener('abort', second))
  stop.addEventListener('abort', second)
  stop.removeEventListener('abort', removed)
  stop.abort()
  stop.addEventListener('abort', () => heard.push('late'))
  t.same(heard, [])
})

t.test('a stop of its own ends with the one above it, and by itself', async t => {
  for (const above of [new Stop(), new AbortController()]) {
    const signal = above instanceof Stop ? above : above.signal
    const own = stoppedWith(
      signal,
      own => new Promise(resolve => own.addEventListener('abort', () => resolve(own.reason))),
    )
    above.abort('closing')
    t.equal(await own, 'closing')
    t.equal(await stoppedWith(signal, async own => own.reason), 'closing', 'also when that was over before')
  }
  const above = new Stop()
  const own = await stoppedWith(above, async own => own)
  above.abort()
  t.equal(own.aborted, false, 'work that has ended is stopped no more')
})
