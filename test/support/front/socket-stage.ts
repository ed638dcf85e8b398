// A front with its socket open, a subscription that the test feeds, and turns to follow.
import type { Test } from 'tap'
import { type FakeChat, fakeParts, limits } from '../../../perf/load/fake-front.js'
import type { DialogEvent } from '../../../src/dialog/follow/dialog-event.js'
import type { Subscription } from '../../../src/dialog/follow/subscriptions.js'
import { type Front, type FrontLimits, openFront } from '../../../src/front/front.js'

export type Parts = ReturnType<typeof fakeParts>

export async function serve(
  t: Test,
  chat: FakeChat,
  over: Partial<Parts> = {},
  overLimits: Partial<FrontLimits> = {},
): Promise<Front> {
  const settings = { host: '127.0.0.1', port: 0, socketsMax: 1000 }
  const front = await openFront({ ...fakeParts(chat), ...over }, { ...limits, ...overLimits }, settings)
  t.teardown(() => front.close())
  return front
}

/** A subscription that the test feeds. */
export function feed() {
  const listeners = new Map<string, (event: DialogEvent) => void>()
  return {
    listeners,
    subscribe: ({ dialogId: id }: Subscription, listener: (event: DialogEvent) => void) => {
      listeners.set(id, listener)
      return () => void listeners.delete(id)
    },
  }
}
