// Leases of one process; in tests, of several processes in one.
import type { Clock } from '../clock.js'
import { type FlightMessage, type JoinLeases, LEASE_MS } from './leases.js'

export function createMemoryLeases(clock: Clock): JoinLeases {
  const held = new Map<string, { readonly by: string; readonly until: number }>()
  const listeners = new Map<string, (from: string, message: FlightMessage) => void>()

  const holder = (key: string) => {
    const lease = held.get(key)
    if (lease && lease.until <= clock.now()) held.delete(key)
    return held.get(key)?.by
  }
  return processId => ({
    async acquire(key) {
      const by = holder(key)
      if (by !== undefined) return by
      held.set(key, { by: processId, until: clock.now() + LEASE_MS })
      return processId
    },
    async renew(key) {
      if (holder(key) === processId) held.set(key, { by: processId, until: clock.now() + LEASE_MS })
    },
    async release(key) {
      if (holder(key) === processId) held.delete(key)
    },
    async send(to, message) {
      listeners.get(to)?.(processId, message)
    },
    listen: listener => void listeners.set(processId, listener),
  })
}
