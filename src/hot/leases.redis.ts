// Leases in Redis: a key that expires a question, a channel a process. Taking one is a single command, and a flight
// that nobody else asks for costs no other: its lease just lapses.

import { hasTexts, isRecord, readJson } from '../json.js'
import { type RedisClient, receive } from '../redis/client.js'
import { storeAway } from '../redis/failure.js'
import { flightChannel, leaseKey } from '../redis/keys.js'
import { channelOf } from '../redis/prefix.js'
import type { WriteScript } from '../redis/scripts.js'
import { type FlightMessage, LEASE_MS, type Leases } from './leases.js'

export interface LeaseDeps {
  readonly redis: RedisClient
  readonly write: WriteScript
  readonly processId: string
}

interface Sent {
  readonly from: string
  readonly message: FlightMessage
}

export function createRedisLeases({ redis, write, processId }: LeaseDeps): Leases {
  const { commands, nodeHealth } = redis
  return {
    async acquire(key) {
      try {
        const name = leaseKey(key)
        const listener = () => commands.set(name, processId, 'PX', LEASE_MS, 'NX', 'GET')
        return (await nodeHealth.ask(name, listener)) ?? processId
      } catch (error) {
        throw storeAway(error)
      }
    },
    renew: async key => void (await write('lease_renew', [leaseKey(key)], [processId, LEASE_MS])),
    release: async key => void (await write('lease_release', [leaseKey(key)], [processId])),
    async send(to, message) {
      const sent: Sent = { from: processId, message }
      try {
        await commands.publish(channelOf(commands, flightChannel(to)), JSON.stringify(sent))
      } catch (error) {
        throw storeAway(error)
      }
    },
    // Ends with the client.
    listen: listener =>
      void receive(redis, flightChannel(processId), {
        topic: 'flights',
        read: text => readJson(text, isSent),
        onMessage: ({ from, message }) => listener(from, message),
      }),
  }
}

function isSent(value: unknown): value is Sent {
  return isRecord(value) && typeof value.from === 'string' && isFlightMessage(value.message)
}

function isFlightMessage(value: unknown): value is FlightMessage {
  if (!isRecord(value) || !hasTexts(value, 'key')) return false
  return value.kind === 'landed' ? hasTexts(value, 'text') : value.kind === 'want' || value.kind === 'failed'
}
