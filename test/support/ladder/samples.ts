// Signals and reports to vary in tests.
import type { Signals } from '../../../src/ladder/next-level.js'
import type { Report } from '../../../src/ladder/signals.js'

const none = { turns: 0, slowTurns: 0, calls: 0, slowCalls: 0, failedCalls: 0, refusedCalls: 0 }

export const calm: Signals = {
  ...none,
  breakerOpen: false,
  pendingCustomers: 0,
  laggingCustomers: 0,
  seatsFree: true,
  storeAway: false,
}

export const quiet: Report = {
  ...none,
  breakerOpen: false,
  pendingCustomers: 0,
  laggingCustomers: 0,
  laggards: [],
  seatsOnline: 0,
  handoffFull: false,
}
