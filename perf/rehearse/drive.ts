// Drives a schedule of arrivals in an open loop: a turn is sent when it is due, whatever became of those before it,
// and its latency counts from then on, so a slow server cannot hide the turns that it delayed.
import type { Target } from '../load/connection.js'
import { ask, type Paths } from './ask.js'
import { createConnectionPool } from './connection-pool.js'
import type { Visits } from './customers.js'
import type { Question } from './questions.js'
import type { Turn } from './turns.js'

export interface DrivePlan {
  readonly target: Target
  /** Milliseconds since the start; the faults go by the same clock. */
  elapsedMs(): number
  /** When each turn is due, by that clock. */
  readonly arrivals: Float64Array
  readonly visits: Visits
  nextQuestion(): Question
  /** Share of the turns that ask for a stream. */
  readonly streamShare: number
  /** In [0, 1). */
  random(): number
  /** TURN_DEADLINE_MS of the server. */
  readonly deadlineMs: number
}

const CONNECTIONS_MAX = 8_000
/** A customer does not wait longer than this beyond the deadline. */
const PATIENCE_MS = 3_000

/** Resolves when every turn has ended. `onFirst` is called with each at its first response. */
export async function drive(plan: DrivePlan, onFirst: (turn: Turn) => void): Promise<Turn[]> {
  const followMs = plan.deadlineMs + PATIENCE_MS
  const limits = { max: CONNECTIONS_MAX, timeoutMs: followMs }
  const [chats, polls] = [
    createConnectionPool(plan.target, limits),
    createConnectionPool(plan.target, limits),
  ]
  const paths: Paths = { target: plan.target, chats, polls, followMs, elapsedMs: plan.elapsedMs }
  const turns: Turn[] = []
  const ended: Promise<void>[] = []
  await onSchedule(plan.arrivals, paths.elapsedMs, dueMs => {
    const turn = newTurn(plan, dueMs)
    turns.push(turn.record)
    ended.push(turn.run(paths, onFirst))
  })
  await Promise.all(ended)
  chats.close()
  polls.close()
  return turns
}

/** Calls `start` with each arrival when it is due. */
function onSchedule(
  arrivals: Float64Array,
  elapsedMs: () => number,
  start: (dueMs: number) => void,
): Promise<void> {
  let next = 0
  return new Promise(resolve => {
    const tick = setInterval(() => {
      const nowMs = elapsedMs()
      for (; next < arrivals.length && (arrivals[next] ?? 0) <= nowMs; next++) start(arrivals[next] ?? 0)
      if (next < arrivals.length) return
      clearInterval(tick)
      resolve()
    }, 1)
  })
}

function newTurn(plan: DrivePlan, dueMs: number) {
  const { visits } = plan
  const question = plan.nextQuestion()
  // A common question is asked first in a dialog: there it needs no context.
  const visit = question.kind === 'unique' ? visits.goOn(dueMs) : visits.arrive()
  const record: Turn = {
    kind: question.kind,
    visit,
    dueMs,
    firstMs: 0,
    wholeMs: 0,
    first: { status: 'unanswered' },
  }
  const isStream = plan.random() < plan.streamShare
  return {
    record,
    async run(paths: Paths, onFirst: (turn: Turn) => void): Promise<void> {
      await ask(paths, { turn: record, question, visit, isStream }, onFirst)
      visits.answered(visit, paths.elapsedMs())
    },
  }
}
