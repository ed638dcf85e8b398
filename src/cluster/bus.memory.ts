// The bus within one process: a message is heard in the next microtask.
import type { ProcessId } from '../ids.js'
import type { Bus, Message, OnMessage } from './bus.js'

export interface Hub {
  join(processId: ProcessId, onMessage: OnMessage): Bus
}

export function createMemoryBus(): Hub {
  const listeners = new Map<ProcessId, OnMessage>()
  const deliver = (onMessage: OnMessage | undefined, message: Message) => {
    if (onMessage) queueMicrotask(() => onMessage(message))
  }
  return {
    join(processId, onMessage) {
      listeners.set(processId, onMessage)
      return {
        send: (to, message) => deliver(listeners.get(to), message),
        broadcast: message => {
          for (const one of listeners.values()) deliver(one, message)
        },
        close: async () => void listeners.delete(processId),
      }
    },
  }
}
