// A turn's whole life, top to bottom: mask, place, answer, mask, commit, reply.
// In what order the turns of a dialog run is decided in tickets.ts; how they are read and stopped, in chats.ts.
import type { Draft, Level } from '../answer/answer.js'
import type { OnDelta, Question, Responder } from '../answer/responder.js'
import type { Clock } from '../clock.js'
import type { Finished, Hit, Offload, Prepared } from '../offload/offload.js'
import { Problem, type ProblemKind } from '../problem.js'
import type { Sink, TurnOrder, TurnReply } from './chat.js'
import type { Claimant, Committed, DialogId, Past, Result, Stored, TurnId } from './dialogs.js'
import type { Slot } from './mailbox.js'
import type { Entry, Tickets } from './tickets.js'

/** Where a turn is stored. Changes once, when the dialog that was asked for is not there. */
export interface Address {
  readonly dialogId: DialogId
  readonly opens: boolean
  readonly renewed: boolean
}

/** How long each step of a turn took, in milliseconds. */
export type Steps = Record<'maskMs' | 'placeMs' | 'answerMs' | 'vendorMs' | 'commitMs', number>

export interface Turn {
  readonly turnId: TurnId
  readonly order: TurnOrder
  /** Keyed hashes of the Idempotency-Key and of the raw text under it; '' without a key. */
  readonly key: string
  readonly textHash: string
  readonly slot: Slot
  readonly sink: Sink
  /** Deltas are wanted. */
  readonly streams: boolean
  /** Aborts on cancel, on deletion, at the deadline and at the end of the process. */
  readonly signal: AbortSignal
  readonly steps: Steps
  address: Address
  /** What the store may know of the turn, once it is masked. */
  claimant: Claimant | undefined
}

export interface TurnPorts {
  readonly clock: Clock
  readonly offload: Offload
  readonly tickets: Tickets
  readonly responder: Responder
  readonly origin: string
  finish(draft: Draft): Promise<Finished> | Finished
  level(): Level
  audit(turn: Turn, hits: readonly Hit[]): void
  /** A new address for a turn whose dialog is not there. */
  renew(turn: Turn): Address
  /** Masks deltas on their way to the sink. */
  maskDeltas(sink: Sink): OnDelta
}

/** Kept after the vendor's last moment for masking and storing the answer that stands in for it. */
const TAIL_MS = 500
const NO_PAST: Past = { last: '', n: 0, fragments: [] }

/** Runs the turn to its end and stores it. Throws Problem when it is refused or stopped. */
export async function runTurn(turn: Turn, p: TurnPorts): Promise<TurnReply> {
  const level = p.level()
  const prepared = await p.offload.prepare({
    text: turn.order.text,
    matches: p.responder.matchesWanted(level),
  })
  turn.steps.maskMs = elapsed(turn, p)
  p.audit(turn, prepared.hits)
  const question = { prepared, level, ...askedBy(turn) }
  const draft = p.responder.ready(question)
  const answered = draft && (await finished(draft, prepared, p))
  if (turn.slot.ahead) await turn.slot.ahead

  for (let isFirst = true; ; isFirst = false) {
    const entry = await place(turn, { prepared, answered, isFirst }, p)
    turn.steps.placeMs = elapsed(turn, p)
    const ended = entry.at === 'run' ? await answer(turn, entry.past, { question, answered, p }) : entry
    switch (ended.at) {
      case 'done':
        return replyOf(turn, ended, p)
      case 'absent':
        turn.address = p.renew(turn)
        break
      case 'refused':
        // Something that matters was written since this turn read its past: place it again.
        break
      default:
        throw new Problem(refusals[ended.at])
    }
  }
}

const refusals = {
  gone: 'gone',
  full: 'mailbox-full',
  'key-reused': 'key-reused',
} as const satisfies Record<string, ProblemKind>

interface Asked {
  readonly prepared: Prepared
  /** The result, when it was ready before the turn had its place. */
  readonly answered: Result | undefined
  readonly isFirst: boolean
}

/** Asks for the turn's place and lets the mailbox's next turn do so behind it. A ready answer is stored at once. */
async function place(turn: Turn, { prepared, answered, isFirst }: Asked, p: TurnPorts): Promise<Entry> {
  const claimant = claimantOf(turn, prepared, p.origin)
  turn.claimant = claimant
  if (answered) {
    const storing = p.tickets.commitReady({ ...claimant, ...answered }, { first: isFirst }, turn.signal)
    turn.slot.pass()
    const stored = await storing
    if (stored.at !== 'refused') return stored
  } else if (isFirst && isUnknown(turn)) {
    turn.slot.pass()
    return { at: 'run', past: NO_PAST }
  }
  const entering = p.tickets.enter(
    claimant,
    { first: isFirst && !answered, onPlaced: () => turn.sink.accepted(placeOf(turn)) },
    turn.signal,
  )
  turn.slot.pass()
  return entering
}

/** Nobody else can know the id of the dialog that this turn opens: its commit alone is enough. */
function isUnknown({ address, key, order }: Turn): boolean {
  return address.opens && key === '' && !order.announces
}

interface Answering {
  readonly question: Question
  readonly answered: Result | undefined
  readonly p: TurnPorts
}

async function answer(turn: Turn, past: Past, { question, answered, p }: Answering): Promise<Committed> {
  const result = answered ?? (await vendorResult(turn, past, { question, p }))
  turn.steps.answerMs = elapsed(turn, p)
  if (turn.signal.aborted) throw stopped(turn.signal)
  const committed = await p.tickets.commit(
    { ...(turn.claimant as Claimant), ...result, builtOn: past.last },
    turn.signal,
  )
  turn.steps.commitMs = elapsed(turn, p)
  return committed
}

async function vendorResult(
  turn: Turn,
  past: Past,
  { question, p }: Omit<Answering, 'answered'>,
): Promise<Result> {
  const onDelta = turn.streams ? p.maskDeltas(turn.sink) : undefined
  const { draft, vendorMs } = await p.responder.respond(question, past.fragments, {
    signal: turn.signal,
    ...(onDelta && { onDelta }),
  })
  turn.steps.vendorMs += vendorMs
  return finished(draft, question.prepared, p)
}

async function finished(draft: Draft, prepared: Prepared, p: TurnPorts): Promise<Result> {
  const { masked, fragment } = await p.finish(draft)
  return { answer: { ...draft, text: masked }, fragment: `${prepared.fragment},${fragment}` }
}

function claimantOf(turn: Turn, prepared: Prepared, origin: string): Claimant {
  const { dialogId, opens } = turn.address
  return {
    dialogId,
    opens,
    turnId: turn.turnId,
    owner: turn.order.customer.owner,
    origin,
    text: prepared.masked,
    key: turn.key,
    textHash: turn.textHash,
  }
}

function askedBy({ order }: Turn): Omit<Question, 'prepared' | 'level'> {
  return {
    language: order.language,
    traceparent: order.trace.traceparent,
    deadlineAt: order.deadlineAt - TAIL_MS,
  }
}

function placeOf({ address, turnId }: Turn) {
  return { dialogId: address.dialogId, turnId, renewed: address.renewed }
}

function replyOf(turn: Turn, { turn: stored }: Stored, p: TurnPorts): TurnReply {
  const { dialogId, renewed } = turn.address
  return { dialogId, renewed, turn: stored, stateless: false, costMs: elapsed(turn, p) }
}

function elapsed(turn: Turn, { clock }: TurnPorts): number {
  return clock.now() - turn.order.admittedAt
}

/** Why the turn's signal was aborted, as the problem its client gets. */
export function stopped(signal: AbortSignal): Problem {
  return signal.reason instanceof Problem ? signal.reason : new Problem('gone', { cause: signal.reason })
}
