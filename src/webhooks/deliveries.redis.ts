// Deliveries in Redis: what waits and what is dead stands in two sorted sets by place, so that the rest of a dialog, or
// the head of a lane, is a range of names; the texts stand beside them.
import type { Commands } from '../redis/client.js'
import { replyOf } from '../redis/failure.js'
import { hookDueKey, hookKeys } from '../redis/keys.js'
import type { WriteScript } from '../redis/scripts.js'
import {
  type Added,
  type Deliveries,
  type Delivery,
  type DeliveryLimits,
  erasedMark,
  laneOf,
  placeOf,
} from './deliveries.js'

const [waitingKey, textsKey, deadKey, diedKey, marksKey, endpointsKey] = hookKeys
const graveKeys = [textsKey, deadKey, diedKey] as const
const added: Readonly<Record<string, Added>> = { a: 'added', f: 'full', '-': 'known' }

export interface RedisDeliveriesDeps {
  readonly commands: Commands
  readonly write: WriteScript
}

export function createRedisDeliveries(
  { commands, write }: RedisDeliveriesDeps,
  { waitingMost, deadMost, deadMs, rememberMs }: DeliveryLimits,
): Deliveries {
  const laneKeys = ({ endpoint }: Delivery) => [waitingKey, textsKey, hookDueKey(endpoint)]
  const named = (delivery: Delivery) => [placeOf(delivery), laneOf(delivery)]

  return {
    async add(delivery) {
      const { endpoint } = delivery
      const texts = [JSON.stringify(delivery), JSON.stringify({ ...delivery, why: 'full' })]
      const reply = await write(
        'hook_add',
        [...laneKeys(delivery), deadKey, diedKey, marksKey, endpointsKey],
        [
          ...named(delivery),
          endpoint,
          erasedMark(delivery) ?? '',
          ...texts,
          waitingMost,
          deadMost,
          deadMs,
          rememberMs,
        ],
      )
      return added[reply] ?? 'known'
    },
    endpoints: () => replyOf(commands.smembers(endpointsKey)),
    async due(endpoint, most) {
      const keys = [waitingKey, textsKey, hookDueKey(endpoint), endpointsKey]
      return parsed((await write('hook_due', keys, [endpoint, most])).slice(1).split('\n'))
    },
    settle: async delivery => void (await write('hook_settle', laneKeys(delivery), named(delivery))),
    async putOff(delivery, ms) {
      await write('hook_put_off', laneKeys(delivery), [...named(delivery), JSON.stringify(delivery), ms])
    },
    async bury(delivery) {
      const keys = [...laneKeys(delivery), deadKey, diedKey]
      await write('hook_bury', keys, [...named(delivery), JSON.stringify(delivery), deadMost, deadMs])
    },
    async dead(after, most) {
      const found = await replyOf(
        commands.zrangebyscore(diedKey, `(${after}`, '+inf', 'WITHSCORES', 'LIMIT', 0, most),
      )
      const places = found.filter((_text, i) => i % 2 === 0)
      if (places.length === 0) return []
      const texts = await replyOf(commands.hmget(textsKey, ...places))
      return texts.flatMap((text, i) =>
        parsed([text ?? '']).map(delivery => ({ at: Number(found[2 * i + 1]), delivery })),
      )
    },
    async replay(delivery) {
      const { why: _why, ...fresh } = delivery
      const keys = [...laneKeys(delivery), deadKey, diedKey, endpointsKey]
      const text = JSON.stringify({ ...fresh, tries: 0 })
      return (await write('hook_replay', keys, [...named(delivery), delivery.endpoint, text])) === 'a'
    },
    trim: async () => Number((await write('hook_trim', graveKeys, [deadMost, deadMs])).slice(1)),
    async forget(dialogId, but) {
      await write(
        'hook_forget',
        [waitingKey, textsKey, deadKey, diedKey, marksKey],
        [dialogId, but, rememberMs],
      )
    },
  }
}

/** Blank for what was dropped while we read. */
function parsed(texts: readonly string[]): Delivery[] {
  return texts.flatMap(text => (text === '' ? [] : (JSON.parse(text) as Delivery)))
}
