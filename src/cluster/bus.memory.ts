// The wire within one process: a message is heard in the next microtask.
import type { ProcessId } from '../ids.js'
import type { Bus, Message, OnMessage } from './bus.js'

export interface Hub {
  join(processId: ProcessId, onMessage: OnMessage): Bus
}

export function createMemoryBus(): Hub {
  const hears = new Map<ProcessId, OnMessage>()
  const send = (onMessage: OnMessage | undefined, message: Message) => {
    if (onMessage) queueMicrotask(() => onMessage(message))
  }
  return {
    join(processId, onMessage) {
      hears.set(processId, onMessage)
      return {
        send: (origin, message) => send(hears.get(origin), message),
        broadcast: message => {
          for (const one of hears.values()) send(one, message)
        },
        close: async () => void hears.delete(processId),
      }
    },
  }
}
