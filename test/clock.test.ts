import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { pause, within } from '../src/clock.js'
import { signalOf } from '../src/front/http/request.js'
import type { StopSignal } from '../src/stop.js'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const untilAborted = (signal: StopSignal) =>
  new Promise<string>(resolve => signal.addEventListener('abort', () => resolve('ended')))

t.test('work ends in time also when the garbage collector runs meanwhile', async t => {
  const ended = within(50, new AbortController().signal, untilAborted)
  collect()
  t.equal(await Promise.race([ended, pause(5000).then(() => 'hangs')]), 'ended')
})

t.test('work ends when its caller gives it up', async t => {
  const caller = new AbortController()
  const ended = within(60_000, caller.signal, untilAborted)
  caller.abort()
  t.equal(await ended, 'ended')
})

t.test('the time of a client read ends also when the garbage collector runs meanwhile', async t => {
  const ended = untilAborted(signalOf({ isOpen: true, onGone: undefined }, 50))
  collect()
  t.equal(await Promise.race([ended, pause(5000).then(() => 'hangs')]), 'ended')
})
