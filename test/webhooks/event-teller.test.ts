import t, { type Test } from 'tap'
import { pause } from '../../src/clock.js'
import { Problem } from '../../src/problem.js'
import type { Added, Delivery } from '../../src/webhooks/deliveries.js'
import type { NewEvent, WebhookEvent } from '../../src/webhooks/event.js'
import { createEventTeller } from '../../src/webhooks/event-teller.js'
import type { WebhookEndpoint } from '../../src/webhooks/webhooks-document.js'
import { endpointOf } from '../support/webhooks/endpoint.js'

const event: NewEvent = { type: 'dialog.closed', shop: 'a', dialogId: 'd', version: 3, data: { by: 'seat' } }
function stage(
  t: Test,
  endpoints: readonly WebhookEndpoint[],
  add: () => Promise<Added> = async () => 'added',
) {
  const stored: Delivery[] = []
  const lost: WebhookEvent[] = []
  const teller = createEventTeller({
    deliveries: {
      async add(delivery) {
        const result = await add()
        stored.push(delivery)
        return result
      },
    },
    clock: { now: () => 1_000 },
    newId: () => 'i'.repeat(32),
    newTraceparent: () => 'trace',
    endpoints: () => endpoints,
    onAdded: () => undefined,
    onLost: one => lost.push(one),
  })
  t.teardown(() => teller.close())
  return { teller, stored, lost }
}

t.test('an event becomes a delivery for each endpoint that wants it', async t => {
  const { teller, stored } = stage(t, [
    endpointOf('all'),
    endpointOf('its-shop', { shop: 'a' }),
    endpointOf('other-shop', { shop: 'b' }),
    endpointOf('other-events', { events: ['turn.feedback'] }),
    endpointOf('off', { active: false }),
  ])
  await teller.tell(event)
  t.same(
    stored.map(one => one.endpoint),
    ['all', 'its-shop'],
  )
  t.match(stored[0], { eventId: 'i'.repeat(32), dialogId: 'd', version: 3, tries: 0, traceparent: 'trace' })
  t.equal(stored[0]?.body, stored[1]?.body)
})

t.test('events made while the store is away are stored in order when it is back', async t => {
  let isAway = true
  const { teller, stored } = stage(t, [endpointOf('all')], async () => {
    if (isAway) throw new Problem('store-away')
    return 'added'
  })
  t.match(await teller.tell(event).catch((error: unknown) => error), { kind: 'store-away' })
  for (const version of [1, 2, 3]) teller.tellSoon({ ...event, version })
  await pause(5)
  t.same(stored, [])
  isAway = false
  teller.tellSoon({ ...event, version: 4 })
  while (stored.length < 4) await pause(1)
  t.same(
    stored.map(({ version }) => version),
    [1, 2, 3, 4],
  )
})

t.test('an event without room is counted, and an event that nobody wants takes no room', async t => {
  const { teller, lost } = stage(t, [endpointOf('all', { shop: 'a' })], async () => {
    throw new Problem('store-away')
  })
  for (let i = 0; i < 1_010; i++) teller.tellSoon({ ...event, shop: 'b' })
  t.same(lost, [])
  for (let i = 0; i < 1_010; i++) teller.tellSoon(event)
  t.equal(lost.length, 10)
})
