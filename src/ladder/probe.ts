// Above level 0 few or no turns reach the vendor, so nothing would show that it is well again: while fewer than one
// call a second goes out in the whole cluster, its owner sends a small one.
import { type RepeatedTask, repeat } from '../timers.js'
import type { Ladder } from './ladder.js'

export interface ProbeDeps {
  readonly ladder: Pick<Ladder, 'current' | 'isOwner' | 'recentCalls'>
  /** One small call through the same breaker, queue and counts as a turn's. Never rejects. */
  ask(): Promise<void>
}

/** Calls in ten seconds below which there is too little to judge by. */
const FEW_CALLS = 10

export function createProbe({ ladder, ask }: ProbeDeps, everyMs: number): RepeatedTask {
  return repeat(async () => {
    if (ladder.current().level > 0 && ladder.isOwner() && ladder.recentCalls() < FEW_CALLS) await ask()
  }, everyMs)
}
