import t from 'tap'
import type { NewEvent } from '../../src/webhooks/event.js'
import { createServiceEvents } from '../../src/webhooks/service-events.js'

const NOW = 1_000_000
const dialogId = 'd'.repeat(32)

function service(erased: readonly string[] = []) {
  const told: NewEvent[] = []
  const events = createServiceEvents({
    tellSoon: event => void told.push(event),
    keyedHash: (...parts) => parts.join(' '),
    clock: { now: () => NOW },
    isErased: async id => erased.includes(id),
  })
  return { told, ...events }
}

t.test('a change of level is told by every process under one id', async t => {
  const [{ told, levelChanged }, other] = [service(), service()]
  const move = { from: { level: 0 }, to: { level: 2, mode: 'auto', reason: 'breaker-open', since: NOW - 5 } }
  levelChanged(move)
  other.levelChanged(move)
  const id = `event level.changed 2 auto ${NOW - 5}`
  const data = { from: 0, to: 2, mode: 'auto', reason: 'breaker-open' }
  t.same(told, [{ id, type: 'level.changed', shop: '*', at: NOW - 5, data }])
  t.same(other.told, told)
})

t.test('a change of level that is a minute old is no news', async t => {
  const { told, levelChanged } = service()
  levelChanged({
    from: { level: 0 },
    to: { level: 2, mode: 'auto', reason: 'breaker-open', since: NOW - 60_001 },
  })
  t.same(told, [])
})

t.test('the verdict on a gray release is told as it came', async t => {
  const { told, grayJudged } = service()
  grayJudged({ outcome: 'worse' })
  t.same(told, [{ type: 'gray.verdict', shop: '*', data: { outcome: 'worse' } }])
})

t.test(
  'the end of a dialog that expired is told under one id, with the version of its last state',
  async t => {
    const { told, expired } = service()
    await expired('main', { dialogId, since: 7, ref: 'T1', owner: 'o' })
    const data = { by: 'expiry', ref: 'T1' }
    const id = `event expired ${dialogId}`
    t.same(told, [{ id, type: 'dialog.closed', shop: 'main', dialogId, owner: 'o', version: 7, data }])
  },
)

t.test('of an erased dialog no end is told', async t => {
  const { told, expired } = service([dialogId])
  await expired('main', { dialogId, since: 7 })
  t.same(told, [])
})
