// The wire over pub/sub: one channel a process, one for all.
import type { RedisClient } from '../redis/client.js'
import { everyoneChannel, originChannel } from '../redis/keys.js'
import type { Origin } from './dialogs.js'
import type { Hear, Wire } from './wire.js'

export interface WirePorts {
  readonly redis: RedisClient
  readonly self: Origin
  readonly hear: Hear
  readonly onError: (error: unknown) => void
}

export function createRedisWire({ redis, self, hear, onError }: WirePorts): Wire {
  const own = originChannel(self)
  redis.subscriber.on('message', (channel: string, text: string) => {
    if (channel === own || channel === everyoneChannel) hear(JSON.parse(text))
  })
  redis.subscriber.subscribe(own, everyoneChannel).catch(onError)
  const publish = (channel: string, message: unknown) => {
    redis.commands.publish(channel, JSON.stringify(message)).catch(onError)
  }
  return {
    tell: (origin, message) => publish(originChannel(origin), message),
    tellAll: message => publish(everyoneChannel, message),
    async close() {
      await redis.subscriber.unsubscribe(own, everyoneChannel).catch(onError)
    },
  }
}
