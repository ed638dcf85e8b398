// Deliveries of one process, forgotten at its end.
import type { Clock } from '../clock.js'
import {
  type DeadLetter,
  type Deliveries,
  type Delivery,
  type DeliveryLimits,
  erasedMark,
  type KeyedReplay,
  laneOf,
  placeOf,
} from './deliveries.js'

interface Lane {
  readonly endpoint: string
  /** Sorted by place. */
  queue: readonly Delivery[]
  dueAt: number
}

export function createMemoryDeliveries(clock: Clock, limits: DeliveryLimits): Deliveries {
  const lanes = new Map<string, Lane>()
  /** By place, the oldest first. */
  const dead = new Map<string, DeadLetter>()
  /** Each with the time until which it is remembered; the oldest first. */
  const added = new Map<string, number>()
  const erased = new Map<string, number>()
  /** By key, the oldest first. */
  const replays = new Map<string, KeyedReplay & { readonly endsAt: number; letters: number }>()
  let waiting = 0
  let lastDeath = 0

  type Marks = Map<string, number>
  const isIn = (marks: Marks, name = '') => (marks.get(name) ?? 0) > clock.now()
  function mark(marks: Marks, name: string, ms: number): void {
    for (const [old, until] of marks) {
      if (until > clock.now()) break
      marks.delete(old)
    }
    marks.delete(name)
    marks.set(name, clock.now() + ms)
  }

  function enqueue(delivery: Delivery): void {
    const name = laneOf(delivery)
    const lane = lanes.get(name) ?? { endpoint: delivery.endpoint, queue: [], dueAt: clock.now() }
    lane.queue = [...lane.queue, delivery].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
    lanes.set(name, lane)
    waiting++
  }

  /** False when the delivery does not wait. */
  function dequeue(delivery: Delivery): boolean {
    const name = laneOf(delivery)
    const lane = lanes.get(name)
    const queue = lane?.queue.filter(other => placeOf(other) !== placeOf(delivery)) ?? []
    if (lane === undefined || queue.length === lane.queue.length) return false
    waiting--
    if (queue.length === 0) lanes.delete(name)
    else lanes.set(name, { ...lane, queue, dueAt: clock.now() })
    return true
  }

  function kill(delivery: Delivery): void {
    lastDeath = Math.max(clock.now(), lastDeath + 1)
    dead.set(placeOf(delivery), { at: lastDeath, delivery })
    trim()
  }
  function trim(): void {
    const oldest = clock.now() - limits.deadMs
    for (const [place, { at }] of dead) {
      if (at >= oldest && dead.size <= limits.deadMost) return
      dead.delete(place)
    }
  }

  function drop(isGone: (delivery: Delivery) => boolean): void {
    for (const { queue } of [...lanes.values()]) queue.filter(isGone).forEach(dequeue)
    for (const [place, { delivery }] of dead) if (isGone(delivery)) dead.delete(place)
  }

  return {
    async add(delivery) {
      const place = placeOf(delivery)
      if (isIn(added, place) || isIn(erased, erasedMark(delivery))) return 'known'
      mark(added, place, limits.rememberMs)
      if (waiting >= limits.waitingMost) {
        kill({ ...delivery, why: 'full' })
        return 'full'
      }
      enqueue(delivery)
      return 'added'
    },
    endpoints: async () => [...new Set([...lanes.values()].map(({ endpoint }) => endpoint))],
    async due(endpoint, most) {
      const now = clock.now()
      const ready = [...lanes.values()].filter(lane => lane.endpoint === endpoint && lane.dueAt <= now)
      return ready
        .sort((a, b) => a.dueAt - b.dueAt)
        .slice(0, most)
        .flatMap(({ queue }) => queue.slice(0, 1))
    },
    settle: async delivery => void dequeue(delivery),
    async putOff(delivery, ms) {
      const lane = lanes.get(laneOf(delivery))
      const place = placeOf(delivery)
      if (!lane?.queue.some(other => placeOf(other) === place)) return
      lane.queue = lane.queue.map(other => (placeOf(other) === place ? delivery : other))
      lane.dueAt = clock.now() + ms
    },
    async bury(delivery) {
      if (dequeue(delivery)) kill(delivery)
    },
    async dead(after, most) {
      trim()
      return [...dead.values()].filter(({ at }) => at > after).slice(0, most)
    },
    async lastDeath() {
      trim()
      return [...dead.values()].at(-1)?.at ?? 0
    },
    async replay(delivery) {
      if (!dead.delete(placeOf(delivery))) return false
      const { why: _why, ...fresh } = delivery
      enqueue({ ...fresh, tries: 0 })
      return true
    },
    async beginReplay(key, replay) {
      const now = clock.now()
      for (const [old, { endsAt }] of replays) if (endsAt <= now) replays.delete(old)
      const { body, until } = replays.get(key) ?? replay
      if (!replays.has(key)) replays.set(key, { ...replay, endsAt: now + limits.replayMs, letters: 0 })
      return { body, until }
    },
    async countReplay(key, letters) {
      const replay = replays.get(key)
      if (replay) replay.letters += letters
      return replay?.letters ?? letters
    },
    async trim() {
      trim()
      return dead.size
    },
    async erase(dialogId, but) {
      drop(delivery => delivery.dialogId === dialogId && delivery.eventId !== but)
      mark(erased, dialogId, limits.erasedMs)
    },
    eraseOwner: async owner => drop(delivery => delivery.owner === owner),
  }
}
