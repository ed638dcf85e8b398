// Behaviour that every backend of Deliveries must show.
import type t from 'tap'
import type { Deliveries, Delivery, DeliveryLimits } from '../../src/webhooks/deliveries.js'

export interface DeliveryBench {
  readonly deliveries: Deliveries
  /** Lets store time pass. */
  pass(ms: number): Promise<void>
}

type Tap = Pick<typeof t, 'test' | 'equal' | 'same' | 'match' | 'ok'>

const limits: DeliveryLimits = {
  waitingMost: 100,
  deadMost: 100,
  deadMs: 60_000,
  rememberMs: 60_000,
  replayMs: 60_000,
  erasedMs: 60_000,
}
const idOf = (name: string | number) => String(name).padStart(32, '0')

export function deliveryOf(version: number, fields: Partial<Delivery> = {}): Delivery {
  return {
    endpoint: 'shop',
    eventId: idOf(version),
    type: 'dialog.closed',
    shop: 'main',
    dialogId: idOf('d'),
    version,
    traceparent: '',
    body: '{"text":"换\\n行"}',
    tries: 0,
    ...fields,
  }
}

export function deliveriesContract(
  tap: Tap,
  make: (t: Tap, limits: DeliveryLimits) => Promise<DeliveryBench>,
): void {
  const claim = (
    title: string,
    run: (t: Tap, bench: DeliveryBench) => Promise<void>,
    own: Partial<DeliveryLimits> = {},
  ) => tap.test(title, async t => run(t, await make(t, { ...limits, ...own })))
  const dueOf = async (deliveries: Deliveries, endpoint = 'shop') =>
    (await deliveries.due(endpoint, 100)).map(({ version }) => version)
  const deadOf = async (deliveries: Deliveries) =>
    (await deliveries.dead(0, 100)).map(({ delivery }) => delivery.version)

  claim('an added delivery is due at once, unchanged', async (t, { deliveries }) => {
    const delivery = deliveryOf(1)
    t.equal(await deliveries.add(delivery), 'added')
    t.same(await deliveries.endpoints(), ['shop'])
    t.same(await deliveries.due('shop', 10), [delivery])
    t.same(await deliveries.due('other', 10), [])
  })

  claim('one event of a dialog is due at a time at each endpoint, by version', async (t, { deliveries }) => {
    for (const version of [10, 9, 100]) await deliveries.add(deliveryOf(version))
    await deliveries.add(deliveryOf(9, { endpoint: 'other' }))
    const order: number[] = []
    for (let [head] = await deliveries.due('shop', 10); head; [head] = await deliveries.due('shop', 10)) {
      order.push(...(await dueOf(deliveries)))
      await deliveries.settle(head)
    }
    t.same(order, [9, 10, 100])
    t.same(await dueOf(deliveries, 'other'), [9])
    t.same(await deliveries.endpoints(), ['other'])
  })

  claim('dialogs do not wait for one another, nor do events without a dialog', async (t, { deliveries }) => {
    for (const version of [1, 2]) await deliveries.add(deliveryOf(version, { dialogId: idOf(version) }))
    for (const version of [3, 4]) {
      const { dialogId: _none, ...delivery } = deliveryOf(version)
      await deliveries.add(delivery)
    }
    t.same((await dueOf(deliveries)).sort(), [1, 2, 3, 4])
    t.equal((await deliveries.due('shop', 3)).length, 3, 'no more than asked for')
  })

  claim('a repeated delivery is added once, also after it was delivered', async (t, { deliveries }) => {
    t.equal(await deliveries.add(deliveryOf(1)), 'added')
    t.equal(await deliveries.add(deliveryOf(1)), 'known')
    await deliveries.settle(deliveryOf(1))
    t.equal(await deliveries.add(deliveryOf(1)), 'known')
    t.same(await dueOf(deliveries), [])
  })

  claim(
    'a delivery added long ago is not remembered',
    async (t, { deliveries, pass }) => {
      await deliveries.add(deliveryOf(1))
      await deliveries.settle(deliveryOf(1))
      await pass(200)
      t.equal(await deliveries.add(deliveryOf(1)), 'added')
    },
    { rememberMs: 100 },
  )

  claim(
    'a delivery that was put off waits with its lane, and comes back as it was stored',
    async (t, { deliveries, pass }) => {
      await deliveries.add(deliveryOf(1))
      await deliveries.putOff(deliveryOf(1, { tries: 1, why: 'timeout' }), 150)
      await deliveries.add(deliveryOf(2))
      t.same(await dueOf(deliveries), [])
      await pass(200)
      t.match(await deliveries.due('shop', 10), [{ version: 1, tries: 1, why: 'timeout' }])
      t.same(await dueOf(deliveries), [1])
    },
  )

  claim('a settlement that is repeated settles nothing else', async (t, { deliveries, pass }) => {
    for (const version of [1, 2]) await deliveries.add(deliveryOf(version))
    await deliveries.settle(deliveryOf(1))
    await deliveries.putOff(deliveryOf(2, { tries: 1 }), 60_000)
    await deliveries.settle(deliveryOf(1))
    await deliveries.putOff(deliveryOf(1, { tries: 5 }), 0)
    await deliveries.bury(deliveryOf(1))
    await pass(5)
    t.same(await dueOf(deliveries), [])
    t.same(await deadOf(deliveries), [])
  })

  claim(
    'a replay under a key is remembered for a while, with its letters',
    async (t, { deliveries, pass }) => {
      const first = { body: 'a', until: 7 }
      t.same(await deliveries.beginReplay('k', first), first)
      t.equal(await deliveries.countReplay('k', 2), 2)
      t.same(await deliveries.beginReplay('k', { body: 'b', until: 9 }), first)
      t.equal(await deliveries.countReplay('k', 3), 5)
      t.same(await deliveries.beginReplay('other', { body: 'b', until: 9 }), { body: 'b', until: 9 })
      await pass(1_100)
      t.same(await deliveries.beginReplay('k', { body: 'b', until: 9 }), { body: 'b', until: 9 })
      t.equal(await deliveries.countReplay('k', 1), 1)
    },
    { replayMs: 1_000 },
  )

  claim('the newest death is known', async (t, { deliveries }) => {
    t.equal(await deliveries.lastDeath(), 0)
    for (const version of [1, 2]) {
      const delivery = deliveryOf(version)
      await deliveries.add(delivery)
      await deliveries.bury(delivery)
    }
    t.equal(await deliveries.lastDeath(), (await deliveries.dead(0, 10)).at(-1)?.at)
  })

  claim('a dead letter lets its lane go on, and can be replayed once', async (t, { deliveries }) => {
    for (const version of [1, 2]) await deliveries.add(deliveryOf(version))
    await deliveries.bury(deliveryOf(1, { tries: 7, why: 'status-500' }))
    t.same(await dueOf(deliveries), [2])
    const [letter] = await deliveries.dead(0, 10)
    t.match(letter, { delivery: { tries: 7, why: 'status-500', body: deliveryOf(1).body } })
    t.same(await deliveries.dead(letter?.at ?? 0, 10), [])
    t.equal(await deliveries.replay(deliveryOf(1, { tries: 7, why: 'status-500' })), true)
    t.equal(await deliveries.replay(deliveryOf(1)), false)
    t.same(
      await deliveries.due('shop', 10),
      [deliveryOf(1)],
      'under its id, from the first try on, in its place',
    )
    t.same(await deadOf(deliveries), [])
  })

  claim(
    'no two dead letters have one time, so that pages lack and repeat none',
    async (t, { deliveries }) => {
      for (let version = 1; version <= 5; version++) {
        await deliveries.add(deliveryOf(version))
        await deliveries.bury(deliveryOf(version))
      }
      const found: number[] = []
      for (
        let page = await deliveries.dead(0, 2);
        page.length > 0;
        page = await deliveries.dead(page.at(-1)?.at ?? 0, 2)
      )
        found.push(...page.map(({ delivery }) => delivery.version))
      t.same(found, [1, 2, 3, 4, 5])
    },
  )

  claim(
    'of too many dead letters the oldest go',
    async (t, { deliveries }) => {
      for (let version = 1; version <= 5; version++) {
        await deliveries.add(deliveryOf(version))
        await deliveries.bury(deliveryOf(version))
      }
      t.same(await deadOf(deliveries), [3, 4, 5])
      t.equal(await deliveries.trim(), 3)
    },
    { deadMost: 3 },
  )

  claim(
    'dead letters that are too old go',
    async (t, { deliveries, pass }) => {
      await deliveries.add(deliveryOf(1))
      await deliveries.bury(deliveryOf(1))
      t.equal(await deliveries.trim(), 1)
      await pass(200)
      t.equal(await deliveries.trim(), 0)
      t.same(await deadOf(deliveries), [])
    },
    { deadMs: 100 },
  )

  claim(
    'what finds no room is a dead letter at once',
    async (t, { deliveries }) => {
      for (const version of [1, 2]) await deliveries.add(deliveryOf(version))
      t.equal(await deliveries.add(deliveryOf(3)), 'full')
      t.match(await deliveries.dead(0, 10), [{ delivery: { version: 3, why: 'full' } }])
      await deliveries.settle(deliveryOf(1))
      t.equal(await deliveries.add(deliveryOf(4)), 'added')
    },
    { waitingMost: 2 },
  )

  claim(
    'an erased dialog that begins anew is told of, and an earlier delivery is remembered all the same',
    async (t, { deliveries, pass }) => {
      await deliveries.add(deliveryOf(1, { dialogId: idOf('e') }))
      await deliveries.erase(idOf('d'), idOf('erased'))
      await pass(200)
      t.equal(await deliveries.add(deliveryOf(2)), 'added')
      t.equal(await deliveries.add(deliveryOf(1, { dialogId: idOf('e') })), 'known')
    },
    { erasedMs: 100 },
  )

  claim('of an erased customer nothing is left, also of ended dialogs', async (t, { deliveries }) => {
    const owner = 'a"b'
    const told = (version: number, fields: Partial<Delivery>) =>
      deliveryOf(version, { dialogId: idOf(`d${version}`), ...fields })
    const body = JSON.stringify({ owner })
    const others = [told(1, {}), told(2, { owner: 'other' }), told(3, { body })]
    for (const delivery of others) await deliveries.add(delivery)
    for (let version = 4; version < 30; version++) await deliveries.add(told(version, { owner }))
    for (const version of [4, 5]) await deliveries.bury(told(version, { owner }))
    await deliveries.eraseOwner(owner)
    t.same(await deliveries.due('shop', 100), others)
    t.same(await deadOf(deliveries), [])
    await deliveries.eraseOwner(owner)
    t.equal((await deliveries.due('shop', 100)).length, 3, 'a repeated erasure leaves the others')
  })

  claim(
    'of an erased dialog nothing is left and nothing is taken but that it is',
    async (t, { deliveries }) => {
      const other = deliveryOf(1, { dialogId: idOf('e'), eventId: idOf('other') })
      const erased = deliveryOf(9, { type: 'dialog.erased' })
      for (const version of [1, 2, 3]) await deliveries.add(deliveryOf(version))
      await deliveries.add(other)
      await deliveries.bury(deliveryOf(2))
      await deliveries.erase(idOf('d'), erased.eventId)
      t.same(await deliveries.due('shop', 10), [other])
      t.same(await deadOf(deliveries), [])
      t.equal(await deliveries.add(deliveryOf(4)), 'known')
      t.equal(await deliveries.add(erased), 'added')
      await deliveries.erase(idOf('d'), erased.eventId)
      t.match(await dueOf(deliveries), [1, 9], 'a repeated erasure leaves it')
      t.equal(await deliveries.replay(deliveryOf(2)), false)
    },
  )
}
