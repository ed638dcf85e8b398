import t, { type Test } from 'tap'
import { pause } from '../../src/clock.js'
import { type Deliveries, deliveryLimits } from '../../src/webhooks/deliveries.js'
import { createMemoryDeliveries } from '../../src/webhooks/deliveries.memory.js'
import type { TryEnd } from '../../src/webhooks/schedule.js'
import { createSender, type SenderDeps } from '../../src/webhooks/sender.js'
import { deliveryOf } from '../contracts/deliveries.js'
import { fakeClock } from '../support/dialog/fake-time.js'
import { endpointOf } from '../support/webhooks/endpoint.js'

const delivered: TryEnd = { kind: 'delivered' }
const failed: TryEnd = { kind: 'failed', why: 'status-500', retryAfterMs: 0 }

/** A sender over deliveries in memory. `reply` decides the end of each try; `tried` and `ended` record the acts. */
function stage(
  t: Test,
  reply: (version: number, endpoint: string) => TryEnd | Promise<TryEnd>,
  own: Partial<SenderDeps> = {},
) {
  const clock = fakeClock()
  const deliveries = createMemoryDeliveries(clock, deliveryLimits)
  const endpoints = new Map(['shop', 'other'].map(id => [id, endpointOf(id)]))
  const tried: number[] = []
  const ended: string[] = []
  const sender = createSender(
    {
      deliveries,
      retryS: [5, 300],
      random: () => 0,
      mayWork: () => true,
      onError: fault => t.fail(String(fault)),
      endpoint: id => endpoints.get(id),
      async tryDelivery({ id }, { eventId }) {
        tried.push(Number(eventId))
        return reply(Number(eventId), id)
      },
      switchOff: async ({ id }) => void endpoints.set(id, { ...endpointOf(id), active: false }),
      onEnd: ({ version }, outcome) => ended.push(`${version} ${outcome}`),
      ...own,
    },
    { lookMs: 2, trimMs: 2, lanes: 3 },
  )
  t.teardown(() => sender.close())
  const until = async (count: number) => {
    while (ended.length < count) await pause(1)
  }
  return { clock, deliveries, endpoints, tried, ended, sender, until }
}

async function addAll(deliveries: Deliveries, ...versions: readonly number[]): Promise<void> {
  for (const version of versions) await deliveries.add(deliveryOf(version))
}

t.test('the events of a dialog arrive in order, each after the one before it', async t => {
  let open = 0
  const { deliveries, ended, until } = stage(t, async () => {
    t.equal(++open, 1, 'one at a time')
    await pause(2)
    open--
    return delivered
  })
  await addAll(deliveries, 3, 1, 2)
  await until(3)
  t.same(ended, ['1 delivered', '2 delivered', '3 delivered'])
})

t.test('a try that failed is repeated by the schedule, and the lane waits for it', async t => {
  let isDown = true
  const { clock, deliveries, tried, ended, until } = stage(t, () => (isDown ? failed : delivered))
  await addAll(deliveries, 1, 2)
  await until(1)
  clock.move(4_999)
  await pause(20)
  t.same(tried, [1], 'not before its time')
  isDown = false
  clock.move(1)
  await until(3)
  t.same(ended, ['1 failed', '1 delivered', '2 delivered'])
})

t.test('after the last try an event is a dead letter, and the next event of the dialog is sent', async t => {
  const { clock, deliveries, ended, until } = stage(t, version => (version === 1 ? failed : delivered))
  await addAll(deliveries, 1, 2)
  for (const [i, ms] of [5_000, 300_000].entries()) {
    await until(i + 1)
    clock.move(ms)
  }
  await until(4)
  t.same(ended, ['1 failed', '1 failed', '1 dead', '2 delivered'])
  t.match(await deliveries.dead(0, 9), [{ delivery: { tries: 3, why: 'status-500' } }])
})

t.test(
  '410 switches the endpoint off; its waiting events are dead letters, and other endpoints go on',
  async t => {
    const { deliveries, ended, endpoints, tried, until } = stage(t, (_version, id) =>
      id === 'shop' ? { kind: 'gone' } : delivered,
    )
    await addAll(deliveries, 1, 2)
    await deliveries.add(deliveryOf(3, { endpoint: 'other' }))
    await until(3)
    t.same([...ended].sort(), ['1 dead', '2 dead', '3 delivered'])
    t.equal(endpoints.get('shop')?.active, false)
    t.notOk(tried.includes(2), 'it is not called again')
    t.match(await deliveries.dead(0, 9), [{ delivery: { why: 'gone' } }, { delivery: { why: 'off' } }])
  },
)

t.test('an endpoint whose lanes all get 410 is switched off once', async t => {
  let switches = 0
  const { deliveries, ended, until } = stage(t, () => ({ kind: 'gone' }), {
    async switchOff() {
      switches++
      await pause(5)
    },
  })
  for (let i = 0; i < 3; i++) await deliveries.add(deliveryOf(i, { dialogId: `${i}` }))
  await until(3)
  t.same([...ended].sort(), ['0 dead', '1 dead', '2 dead'])
  t.equal(switches, 1)
})

t.test('events for an endpoint that no longer exists are dropped', async t => {
  const { deliveries, ended, until } = stage(t, () => delivered)
  await deliveries.add(deliveryOf(1, { endpoint: 'removed' }))
  await until(1)
  t.same(ended, ['1 dropped'])
  t.same(await deliveries.endpoints(), [])
})

t.test('an endpoint that does not answer holds up no other, and has a bounded number of calls', async t => {
  let waiting = 0
  const { deliveries, ended, until } = stage(t, (_version, id) => {
    if (id === 'other') return delivered
    waiting++
    return pause(600_000, closing.signal).then(() => failed)
  })
  const closing = new AbortController()
  t.teardown(() => closing.abort())
  for (let i = 0; i < 20; i++) await deliveries.add(deliveryOf(i, { dialogId: `${i}` }))
  await deliveries.add(deliveryOf(99, { endpoint: 'other' }))
  await until(1)
  t.same(ended, ['99 delivered'])
  t.equal(waiting, 3)
  closing.abort()
})

t.test('a process that does not do the work of the cluster sends nothing', async t => {
  let isOwner = false
  const { deliveries, tried, until, sender } = stage(t, () => delivered, { mayWork: () => isOwner })
  await addAll(deliveries, 1)
  sender.wake()
  await pause(20)
  t.same(tried, [])
  isOwner = true
  await until(1)
})

t.test('deliveries under way at the end of their process stay due', async t => {
  const { deliveries, ended, sender, tried } = stage(t, () => pause(10_000).then(() => delivered), {
    tryDelivery: async (_endpoint, { eventId }, signal) => {
      tried.push(Number(eventId))
      await pause(10_000, signal)
      return failed
    },
  })
  await addAll(deliveries, 1)
  while (tried.length === 0) await pause(1)
  await sender.close()
  t.same(ended, [])
  t.match(await deliveries.due('shop', 9), [{ tries: 0 }])
})
