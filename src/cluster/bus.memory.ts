// The wire within one process: a message is heard in the next microtask.
import type { ProcessId } from '../ids.js'
import type { Bus, Message, OnMessage } from './bus.js'

export interface Hub {
  join(self: ProcessId, hear: OnMessage): Bus
}

export function createMemoryBus(): Hub {
  const hears = new Map<ProcessId, OnMessage>()
  const send = (hear: OnMessage | undefined, message: Message) => {
    if (hear) queueMicrotask(() => hear(message))
  }
  return {
    join(self, hear) {
      hears.set(self, hear)
      return {
        tell: (origin, message) => send(hears.get(origin), message),
        tellAll: message => {
          for (const one of hears.values()) send(one, message)
        },
        close: async () => void hears.delete(self),
      }
    },
  }
}
