// Takes in the messages of one channel. A message may be lost: each listener also looks from time to time. Any program
// may publish to a channel, so a message without the expected form is dropped and counted.
import type { Commands, RedisClient } from './client.js'
import { channelOf } from './prefix.js'

/** Hands over each message until the function it returns is called. Subscribes again by itself after a reconnect. */
export function listen(subscriber: Commands, channel: string, take: (message: string) => void): () => void {
  const name = channelOf(subscriber, channel)
  const onMessage = (from: string, message: string) => {
    if (from === name) take(message)
  }
  subscriber.on('message', onMessage)
  // Waits in the subscriber's own queue while Redis is away; fails only when the client is closed.
  subscriber.subscribe(name).catch(() => undefined)
  return () => subscriber.off('message', onMessage)
}

export interface Receiver<T> {
  /** For the count of dropped messages: what the messages are about. */
  readonly topic: string
  /** Undefined when the message does not have the form. */
  read(message: string): T | undefined
  take(value: T): void
}

/** The same for messages with content: those that `read` does not understand are dropped. */
export function receive<T>(
  { subscriber, onDropped }: Pick<RedisClient, 'subscriber' | 'onDropped'>,
  channel: string,
  { topic, read, take }: Receiver<T>,
): () => void {
  return listen(subscriber, channel, message => {
    const value = read(message)
    if (value === undefined) onDropped(topic)
    else take(value)
  })
}
