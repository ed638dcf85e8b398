// A process that has used a client in every way and then closes it. Nothing may keep it alive afterwards; a rejection
// that nobody handles would end it with 1.
import { EventEmitter, once } from 'node:events'
import { startVendor } from '../../../perf/fake-llm.js'
import { systemClock } from '../../../src/clock.js'
import { fixedKey } from '../../../src/llm/api-key.js'
import { createMemoryBreakerShares } from '../../../src/llm/breaker-share.memory.js'
import { createLlmClient } from '../../../src/llm/llm-client.js'
import { never, nextCall, quick, requestOf } from './client-and-vendor.js'

const vendor = await startVendor()
const primary = {
  url: vendor.url,
  protocol: 'chat',
  model: 'm',
  key: fixedKey('k'),
  share: createMemoryBreakerShares(systemClock, 1000)('closing').share('m'),
} as const
const limits = { ...quick, timeoutMs: 600_000, connections: 4 }
const refused = new EventEmitter()
const llm = createLlmClient(
  { primary, fallback: undefined, limits },
  { clock: systemClock, onCall: call => refused.emit(call.outcome), onBreaker: () => undefined },
)

const ask = (text: string, signal: AbortSignal, onDelta?: (text: string) => void) =>
  llm.ask(
    { ...requestOf([{ role: 'user', content: text }]), deadlineAt: Date.now() + 900_000 },
    signal,
    onDelta,
  )

await ask('hi', never)
await ask('hi', never, () => undefined)
const leave = new AbortController()
// One waits to try again, one has left, some run, and one waits for a connection.
const open = [ask('[[sim:429=800]]', never)]
await once(refused, 'rate-limited')
open.push(
  ask('[[sim:hang]]', never),
  ask('[[sim:stall=1]]', never, () => undefined),
  ask('[[sim:hang]]', leave.signal),
  ask('[[sim:hang]]', never),
  ask('[[sim:hang]]', never),
  ask('[[sim:hang]]', never),
)
await nextCall(vendor)
leave.abort()
await llm.close()
const ends = await Promise.all(open)
if (!ends.every(end => end.kind === 'failed' && end.why === 'aborted')) throw new Error(JSON.stringify(ends))
vendor.close()
