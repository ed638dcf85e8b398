// The wire within one process: a message is heard in the next microtask.
import type { Origin } from '../dialog/store/dialogs.js'
import type { Hear, Message, Wire } from './bus.js'

export interface Hub {
  join(self: Origin, hear: Hear): Wire
}

export function createHub(): Hub {
  const hears = new Map<Origin, Hear>()
  const send = (hear: Hear | undefined, message: Message) => {
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
