// Deliveries in Redis: two sorted sets hold the places of waiting and of dead ones, so that the deliveries of a dialog
// and the head of a lane are ranges of names; a hash holds the texts.
import { hasTexts, isRecord, readJson } from '../json.js'
import type { Commands } from '../redis/client.js'
import { replyOf } from '../redis/failure.js'
import { hookDueKey, hookKeys, hookReplayKey } from '../redis/keys.js'
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
/** Deliveries that one call looks at when a customer is erased. */
const ERASE_AT_ONCE = 200
const added: Readonly<Record<string, Added>> = { a: 'added', f: 'full', '-': 'known' }

export interface RedisDeliveriesDeps {
  readonly commands: Commands
  readonly write: WriteScript
  /** Called with each delivery that cannot be read and is left out. */
  readonly onStray: (topic: string) => void
}

export function createRedisDeliveries(
  { commands, write, onStray }: RedisDeliveriesDeps,
  { waitingMost, deadMost, deadMs, rememberMs, erasedMs, replayMs }: DeliveryLimits,
): Deliveries {
  const laneKeys = ({ endpoint }: Delivery) => [waitingKey, textsKey, hookDueKey(endpoint)]
  function read(text: string): Delivery | undefined {
    const delivery = readJson(text, isDelivery)
    if (delivery === undefined) onStray('webhook')
    return delivery
  }
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
      const lines = (await write('hook_due', keys, [endpoint, most])).slice(1).split('\n')
      const heads: Delivery[] = []
      for (let i = 0; i + 1 < lines.length; i += 2) {
        const [place = '', text = ''] = lines.slice(i, i + 2)
        const delivery = read(text)
        if (delivery) heads.push(delivery)
        // An unreadable delivery can never be sent, and those behind it must not wait for it.
        else await write('hook_settle', keys.slice(0, 3), [place, place.split('/', 2).join('/')])
      }
      return heads
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
      return texts.flatMap((text, i) => {
        // A dead letter that was dropped during this read has no text.
        const delivery = text === null ? undefined : read(text)
        return delivery ? [{ at: Number(found[2 * i + 1]), delivery }] : []
      })
    },
    async lastDeath() {
      const [, at = 0] = await replyOf(commands.zrevrange(diedKey, 0, 0, 'WITHSCORES'))
      return Number(at)
    },
    async replay(delivery) {
      const { why: _why, ...fresh } = delivery
      const keys = [...laneKeys(delivery), deadKey, diedKey, endpointsKey]
      const text = JSON.stringify({ ...fresh, tries: 0 })
      return (await write('hook_replay', keys, [...named(delivery), delivery.endpoint, text])) === 'a'
    },
    async beginReplay(key, { body, until }) {
      const said = `${body} ${until}`
      const first = await replyOf(commands.set(hookReplayKey(key), said, 'PX', replayMs, 'NX', 'GET'))
      const [asked = '', end] = (first ?? said).split(' ')
      return { body: asked, until: Number(end) }
    },
    async countReplay(key, letters) {
      const count = `${hookReplayKey(key)}:letters`
      const made = commands.set(count, '0', 'PX', replayMs, 'NX')
      const [, sum] = await replyOf(Promise.all([made, commands.incrby(count, letters)]))
      return sum
    },
    trim: async () => Number((await write('hook_trim', graveKeys, [deadMost, deadMs])).slice(1)),
    async erase(dialogId, but) {
      await write('hook_erase', [waitingKey, textsKey, deadKey, diedKey, marksKey], [dialogId, but, erasedMs])
    },
    async eraseOwner(owner) {
      // Looked for in the texts as they are stored: in a body, which is a text in the text, quotes are escaped.
      const mark = `"owner":${JSON.stringify(owner)}`
      const keys = [waitingKey, textsKey, deadKey, diedKey]
      let cursor = '0'
      do cursor = (await write('hook_erase_owner', keys, [mark, cursor, ERASE_AT_ONCE])).slice(1)
      while (cursor !== '0')
    },
  }
}

function isDelivery(value: unknown): value is Delivery {
  const texts = ['endpoint', 'eventId', 'type', 'shop', 'traceparent', 'body']
  return (
    isRecord(value) &&
    hasTexts(value, ...texts) &&
    Number.isFinite(value.version) &&
    Number.isFinite(value.tries)
  )
}
