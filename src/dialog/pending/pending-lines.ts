// Measures how far this process is behind with its promises, by customer: one customer's many questions count once.
import type { DialogId, TurnId } from '../../ids.js'

/** The lag, counted in customers. */
export interface PendingLag {
  /** Number of customers who wait for a promised turn that could run. */
  readonly pendingCustomers: number
  /** Number of these customers who have waited for longer than the bound. */
  readonly laggingCustomers: number
  /** Marks of two lagging customers: enough to decide over the cluster whether there is more than one. */
  readonly laggards: readonly string[]
}

/** The promised turns of one dialog, in their order. Only the first could run; the others wait for it alone. */
interface Line {
  readonly owner: string
  readonly turns: TurnId[]
  /** Time since which the first turn has been the first, steady milliseconds. */
  headSince: number
}

export interface PendingLines {
  /** A turn that is added again keeps its place. */
  add(turn: { readonly dialogId: DialogId; readonly turnId: TurnId; readonly owner?: string }): void
  remove(turn: { readonly dialogId: DialogId; readonly turnId: TurnId }): void
  /** Longest time for which a turn has been able to run. */
  longestMs(): number
  lag(boundMs: number): PendingLag
}

/** Characters of an owner's hash. */
const MARK = 12
const MARKS = 2

export function createPendingLines(now: () => number): PendingLines {
  const lines = new Map<DialogId, Line>()

  return {
    add({ dialogId, turnId, owner }) {
      const line = lines.get(dialogId)
      // The entry of another process has no owner, so its dialog counts as one.
      if (line === undefined)
        lines.set(dialogId, { owner: owner ?? dialogId, turns: [turnId], headSince: now() })
      else if (!line.turns.includes(turnId)) line.turns.push(turnId)
    },
    remove({ dialogId, turnId }) {
      const line = lines.get(dialogId)
      const index = line?.turns.indexOf(turnId) ?? -1
      if (line === undefined || index < 0) return
      line.turns.splice(index, 1)
      if (index === 0) line.headSince = now()
      if (line.turns.length === 0) lines.delete(dialogId)
    },
    longestMs() {
      let since = now()
      for (const line of lines.values()) since = Math.min(since, line.headSince)
      return now() - since
    },
    lag(boundMs) {
      const pending = new Set<string>()
      const lagging = new Set<string>()
      const before = now() - boundMs
      for (const { owner, headSince } of lines.values()) {
        pending.add(owner)
        if (headSince < before) lagging.add(owner)
      }
      const laggards = [...lagging].slice(0, MARKS).map(owner => owner.slice(0, MARK))
      return { pendingCustomers: pending.size, laggingCustomers: lagging.size, laggards }
    },
  }
}
