// Takes in the messages of one channel. A message may be lost: whoever listens also looks from time to time.
import type { Commands } from './client.js'

/** Hands over each message until the function it returns is called. Subscribes again by itself after a reconnect. */
export function listen(subscriber: Commands, channel: string, take: (message: string) => void): () => void {
  const onMessage = (from: string, message: string) => {
    if (from === channel) take(message)
  }
  subscriber.on('message', onMessage)
  // Waits in the subscriber's own queue while Redis is away; fails only when the client is closed.
  subscriber.subscribe(channel).catch(() => undefined)
  return () => subscriber.off('message', onMessage)
}
