import t from 'tap'
import { createKeyedHash } from '../../src/privacy/keyed-hash.js'
import type { Problem } from '../../src/problem.js'
import type { Delivery } from '../../src/webhooks/deliveries.js'
import { deliveryLimits } from '../../src/webhooks/deliveries.js'
import { createMemoryDeliveries } from '../../src/webhooks/deliveries.memory.js'
import {
  createWebhookOperations,
  type ReplayOrder,
  type WebhookOperationsDeps,
} from '../../src/webhooks/webhook-operations.js'
import { deliveryOf } from '../contracts/deliveries.js'

/** So many dead letters, which die again as soon as they are sent, as those of an endpoint that is off do. */
async function rig(count: number) {
  const deliveries = createMemoryDeliveries({ now: () => 1_000 }, deliveryLimits)
  const bury = async (delivery: Delivery) => {
    await deliveries.add(delivery)
    await deliveries.bury(delivery)
  }
  for (let i = 0; i < count; i++) await bury(deliveryOf(i, { dialogId: String(i).padStart(32, '0') }))
  const client = new AbortController()
  let sent = 0
  const operations = createWebhookOperations({
    deliveries: {
      ...deliveries,
      async replay(delivery) {
        if (++sent === 3 * count) throw new Error('the walk does not end')
        const isDead = await deliveries.replay(delivery)
        await deliveries.bury(delivery)
        return isDead
      },
    },
    onReplayed: () => undefined,
    keyedHash: createKeyedHash('key'),
  } as Partial<WebhookOperationsDeps> as WebhookOperationsDeps)
  const replay = (order: ReplayOrder = {}, key?: string) =>
    operations.replay(order, { key, signal: client.signal })
  return { deliveries, replay, leave: () => client.abort(), sent: () => sent }
}

t.test('letters that die again while they are sent again are sent once', async t => {
  const { replay, sent } = await rig(250)
  t.equal(await replay(), 250)
  t.equal(sent(), 250)
})

t.test('the letters of a time, or those named, are sent', async t => {
  const { replay, deliveries } = await rig(5)
  const letters = await deliveries.dead(0, 5)
  const [first, second, third, fourth] = letters.map(({ at }) => at)
  t.equal(await replay({ from: second, to: third }), 2)
  t.equal(await replay({ from: first, to: fourth, ids: [letters[0]?.delivery.eventId ?? ''] }), 1)
  t.equal(await replay({ ids: ['0'.repeat(31)] }), 0)
})

t.test('nothing is sent for a client that has left', async t => {
  const { replay, leave, sent } = await rig(5)
  leave()
  t.equal(await replay(), 0)
  t.equal(sent(), 0)
})

t.test('under a key it is one replay, however often it is asked for', async t => {
  const { replay, sent } = await rig(3)
  t.equal(await replay({}, 'k'), 3)
  t.equal(await replay({}, 'k'), 3)
  t.equal(sent(), 3, 'what has died again is not sent again')
  await t.rejects(replay({ from: 7 }, 'k'), { kind: 'key-reused' } as Problem)
  t.equal(await replay({ from: 7 }, 'other'), 3)
})
