// One turn of one customer, from the moment it is due: the question, its first response, and for a 202 the way to
// the answer.
import { setTimeout as delay } from 'node:timers/promises'
import type { Target } from '../load/connection.js'
import { fieldOf } from '../load/response.js'
import type { ConnectionPool } from './connection-pool.js'
import type { Visit } from './customers.js'
import type { Question } from './questions.js'
import { chatRequest, pollRequest } from './requests.js'
import { dialogIdOf, type End, endOf, type Turn } from './turns.js'

export interface Paths {
  readonly target: Target
  readonly chats: ConnectionPool
  readonly polls: ConnectionPool
  /** Milliseconds since the start, at which the schedule of turns began too. */
  elapsedMs(): number
  /** A customer follows a 202 for so long after the turn was due. */
  readonly followMs: number
}

export interface Order {
  readonly turn: Turn
  readonly question: Question
  readonly visit: Visit
  readonly isStream: boolean
}

const POLL_WAIT_S = 10
/** Between a poll that came back early or failed and the next. */
const POLL_PAUSE_MS = 500

/** Fills in the turn; resolves when it has ended. `onFirst` is called at its first response. */
export async function ask(paths: Paths, order: Order, onFirst: (turn: Turn) => void): Promise<void> {
  const { turn, visit, isStream } = order
  const sinceDue = () => paths.elapsedMs() - turn.dueMs
  const request = chatRequest(paths.target, { ...visit, text: order.question.text, isStream })
  let streamedMs: number | undefined
  const outcome = await paths.chats.send(request, bytes => {
    if (isStream && streamedMs === undefined && bytes.includes('event: ')) streamedMs = sinceDue()
  })
  turn.wholeMs = sinceDue()
  turn.firstMs = streamedMs ?? turn.wholeMs
  turn.first = endOf(outcome)
  visit.dialogId = dialogIdOf(outcome) || visit.dialogId
  onFirst(turn)
  if (typeof outcome === 'string' || outcome.status !== 202) return
  const location = fieldOf(outcome.head, 'location') ?? ''
  const end = await follow(paths, { location, token: visit.token, untilMs: turn.dueMs + paths.followMs })
  turn.followed = { ms: sinceDue(), end }
}

interface Pending {
  readonly location: string
  readonly token: string
  readonly untilMs: number
}

/** Polls until there is an answer, a refusal that stays, or no time left. */
async function follow(paths: Paths, { location, token, untilMs }: Pending): Promise<End> {
  for (;;) {
    const sentMs = paths.elapsedMs()
    const request = pollRequest(paths.target, location, { token, waitS: POLL_WAIT_S })
    const end = endOf(await paths.polls.send(request))
    if (!mayChange(end) || paths.elapsedMs() >= untilMs) return end
    const wasHeld = end.status === 202 && paths.elapsedMs() - sentMs > POLL_PAUSE_MS
    if (!wasHeld) await delay(POLL_PAUSE_MS)
  }
}

/** Still pending, refused for now, or a connection that broke: the turn itself is not lost by that. */
function mayChange({ status }: End): boolean {
  return typeof status === 'string' || status === 202 || status === 429 || status >= 500
}
