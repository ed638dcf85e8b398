// The bus over pub/sub: one channel a process, one for all.

import type { ProcessId } from '../ids.js'
import { hasTexts, isRecord, readJson } from '../json.js'
import { type RedisClient, receive } from '../redis/client.js'
import { everyoneChannel, processChannel } from '../redis/keys.js'
import { channelOf } from '../redis/prefix.js'
import type { Bus, Message, OnMessage } from './bus.js'

export interface BusDeps {
  readonly redis: RedisClient
  readonly processId: ProcessId
  readonly onMessage: OnMessage
  readonly onError: (error: unknown) => void
}

export function createRedisBus({ redis, processId, onMessage, onError }: BusDeps): Bus {
  const read = (text: string) => readJson(text, isMessage)
  const stops = [processChannel(processId), everyoneChannel].map(channel =>
    receive(redis, channel, { topic: 'wire', read, onMessage: onMessage }),
  )
  const publish = (channel: string, message: Message) => {
    redis.commands.publish(channelOf(redis.commands, channel), JSON.stringify(message)).catch(onError)
  }
  return {
    send: (to, message) => publish(processChannel(to), message),
    broadcast: message => publish(everyoneChannel, message),
    async close() {
      for (const stop of stops) stop()
    },
  }
}

const fieldsOf: Readonly<Record<Message['kind'], readonly string[]>> = {
  wake: ['dialogId', 'turnId'],
  ask: ['dialogId', 'turnId'],
  wrote: ['dialogId'],
  cancelled: ['dialogId', 'turnId'],
  forgotten: ['dialogId'],
  erased: ['owner'],
  desk: ['shop'],
  typing: ['to', 'dialogId', 'owner', 'shop'],
  live: ['dialogId', 'turnId', 'shop', 'sealed'],
  read: ['to', 'dialogId', 'owner', 'shop'],
}

function isMessage(value: unknown): value is Message {
  if (!isRecord(value) || typeof value.kind !== 'string' || !Object.hasOwn(fieldsOf, value.kind)) return false
  if (value.kind === 'read' && !Number.isSafeInteger(value.seq)) return false
  return hasTexts(value, ...fieldsOf[value.kind as Message['kind']])
}
