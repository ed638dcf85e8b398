import t from 'tap'
import { perStream } from '../../src/audit/audit.js'
import { createMemoryAudit } from '../../src/audit/audit.memory.js'
import { createKeyedHash } from '../../src/privacy/keyed-hash.js'
import { buildAudit } from '../../src/wiring/audit.js'
import { fakeClock } from '../support/dialog/fake-time.js'

t.test('calls of tools are gathered, an operator’s act is stored with them at once', async t => {
  const clock = fakeClock()
  const sizes: number[] = []
  const audit = perStream(stream => {
    const store = createMemoryAudit(clock, { entriesMost: 1_000, ageMs: 60_000 })
    return {
      ...store,
      async append(batch: Parameters<typeof store.append>[0]) {
        if (stream === 'hits' && batch.events.length > 0) sizes.push(batch.events.length)
        await store.append(batch)
      },
    }
  })
  const nothing = () => undefined
  const { toolCalled, auditLog, close } = buildAudit({
    steady: clock,
    state: { audit },
    processId: 'p',
    keyedHash: createKeyedHash('k'),
    newId: () => 'i',
    metrics: { masked: nothing, blocked: nothing, auditLost: nothing },
    log: { warn: nothing },
  })
  const who = { uid: 'u', owner: 'o', shop: 'main', dialogId: 'd', ref: undefined, traceparent: '' }
  for (let i = 0; i < 50; i++)
    toolCalled({ tool: { name: 'order', shop: 'main' }, outcome: 'ok', who, traceId: 't' })
  await new Promise(resolve => setImmediate(resolve))
  t.same(sizes, [], 'nothing is written for one call')
  const admin = { role: 'admin', uid: 'ann', owner: '', shop: 'main', expiresAt: 0 } as const
  await auditLog.acted({ method: 'PUT', path: '/admin/hot' }, admin, {
    trace: { traceId: 't', traceparent: '' },
  })
  t.same(sizes, [50])
  await close()
})
