// A turn's whole life, top to bottom: mask, place, answer, mask, commit, reply.
// In what order the turns of a dialog run is decided in tickets.ts; how they are posted and stopped, in chats.ts.
import type { Draft } from '../answer/answer.js'
import type { Question } from '../answer/responder.js'
import type { Finished, Prepared } from '../offload/offload.js'
import { Problem, type ProblemKind } from '../problem.js'
import type { TurnReply } from './chat.js'
import { createDeltas } from './deltas.js'
import type { Claimant, Committed, Past, Result } from './dialogs.js'
import type { Entry, Placed } from './tickets.js'
import { endStep, endWork, startWork, stopped, type Turn, type TurnPorts } from './turn.js'
import { askedBy, claimantOf, placeOf, replyOf } from './turn-values.js'

const NO_PAST: Past = { last: '', n: 0, fragments: [] }

/** Runs the turn to its end and stores it. Throws Problem when it is refused or stopped. */
export async function runTurn(turn: Turn, p: TurnPorts): Promise<TurnReply> {
  endStep(turn, 'front', p)
  const level = p.level()
  const known = p.known.look(turn.order.known, level)
  const isItsMask = known.draft !== undefined && !turn.order.known.isNumbered
  const prepared = await (isItsMask ? recalled(turn, p) : masked(turn, known, p))
  endStep(turn, 'mask', p)
  const question = { prepared, level, isPaid: known.isPaid, ...askedBy(turn) }
  const draft = p.blocked.instead(question) ?? known.draft ?? p.responder.ready(question)
  const answered = draft && (await finished(turn, { draft, prepared }, p))
  endStep(turn, 'answer', p)
  if (turn.slot.ahead) await turn.slot.ahead
  const asked = { question, answered }
  try {
    return await settle(turn, asked, p)
  } catch (error) {
    return withoutStore(error, turn, { asked, p })
  }
}

/** Only a text free of personal data is known, but for one with a long number: it is its own mask. */
async function recalled(turn: Turn, p: TurnPorts): Promise<Prepared> {
  const prepared = await p.recall(turn.order.text)
  if (prepared.hits.length > 0) p.audit(turn, prepared.hits, 'question')
  return prepared
}

async function masked(turn: Turn, paid: Pick<Question, 'level' | 'isPaid'>, p: TurnPorts): Promise<Prepared> {
  const matches = p.responder.matchesWanted(paid)
  const { text, customer } = turn.order
  const prepared = await p.offload.prepare({ text, matches, shop: customer.shop })
  p.audit(turn, prepared.hits, 'question')
  return prepared
}

/** Places, answers and stores the turn; once more whenever the store says that its grounds have changed. */
async function settle(turn: Turn, asked: Asked, p: TurnPorts): Promise<TurnReply> {
  for (;;) {
    const entry = await place(turn, asked, p)
    endStep(turn, 'place', p)
    const ended = entry.at === 'run' ? await answer(turn, entry.past, { ...asked, p }) : entry
    switch (ended.at) {
      case 'done':
        return replyOf(turn, ended, p.clock.now())
      case 'gone':
        // A turn that the store had never seen cannot have been cancelled: its dialog was deleted before it came.
        if (!turn.isNew || turn.signal.aborted) throw new Problem('gone')
        turn.address = p.renew(turn)
        break
      case 'absent':
        // Whoever was promised an answer asks for it under the dialog that is not there.
        if (turn.isPromised) throw new Problem('gone')
        turn.address = p.renew(turn)
        turn.isNew = true
        break
      case 'refused':
        // Something that matters was written since this turn read its past: place it again.
        turn.isNew = false
        break
      default:
        throw new Problem(refusals[ended.at])
    }
  }
}

const refusals = {
  // No route brings a dialog into the hands of a person yet.
  seat: 'internal',
  full: 'mailbox-full',
  'key-reused': 'key-reused',
} as const satisfies Record<string, ProblemKind>

interface Asked {
  readonly question: Question
  /** The result, when it was ready before the turn had its place. */
  readonly answered: Result | undefined
}

/** While the store is away an answer that needs no past is given all the same, and is in no history. */
async function withoutStore(error: unknown, turn: Turn, { asked, p }: { asked: Asked; p: TurnPorts }) {
  const cause = turn.signal.aborted ? stopped(turn.signal) : error
  const isAway = cause instanceof Problem && cause.kind === 'store-away'
  if (!isAway || turn.isPromised) throw error
  const draft = asked.answered?.answer ?? (await p.responder.fallback(asked.question))
  if (draft === undefined) throw error
  const { prepared } = asked.question
  const away = { ...draft, reason: 'store-away' }
  const { answer } = await finished(turn, { draft: away, prepared }, p)
  // What was begun before the store went must not hold the dialog up when it is back.
  if (turn.claimant) p.tickets.takeBack(turn.claimant)
  const stored = { turnId: turn.turnId, seq: 0, at: p.clock.now(), text: prepared.masked, answer }
  return { ...replyOf(turn, { turn: stored }, p.clock.now()), stateless: true }
}

/** Asks for the turn's place and lets the mailbox's next turn do so behind it. A ready answer is stored at once. */
async function place(turn: Turn, { question, answered }: Asked, p: TurnPorts): Promise<Entry> {
  const first = turn.isNew
  const claimant = claimantOf(turn, question.prepared, p.origin)
  turn.claimant = claimant
  if (answered) {
    const storing = p.tickets.commitReady({ ...claimant, ...answered }, { first }, turn.signal)
    turn.slot.pass()
    const stored = await storing
    endStep(turn, 'commit', p)
    if (stored.at !== 'refused') return stored
  } else if (first && isUnknown(turn)) {
    p.tickets.hold(claimant)
    turn.slot.pass()
    return { at: 'run', past: NO_PAST, mode: 'bot' }
  }
  const onPlaced = ({ turnId, waits }: Placed) => {
    turn.isNew = false
    if (turnId !== turn.turnId) joinEarlier(turn, { ...claimant, turnId })
    turn.sink.accepted(placeOf(turn))
    if (waits) endWork(turn, p.load, p.clock.now())
  }
  const entering = p.tickets.enter(claimant, { first: first && !answered, onPlaced }, turn.signal)
  turn.slot.pass()
  const entry = await entering
  if (turn.workingFrom === undefined) startWork(turn, p.load, p.clock.now())
  return entry
}

/** The turn repeats an earlier one that has not ended: it is that one from now on, and takes no place of its own. */
function joinEarlier(turn: Turn, earlier: Claimant): void {
  turn.turnId = earlier.turnId
  turn.claimant = earlier
  turn.slot.leave()
}

/** Nobody else can know the id of the dialog that this turn opens: its commit alone is enough. */
function isUnknown({ address, key, order }: Turn): boolean {
  return address.opens && key === '' && !order.announces
}

async function answer(turn: Turn, past: Past, asked: Asked & { p: TurnPorts }): Promise<Committed> {
  const { p } = asked
  const result = asked.answered ?? (await vendorResult(turn, past, asked))
  endStep(turn, 'answer', p)
  if (turn.signal.aborted) throw stopped(turn.signal)
  const committed = await p.tickets.commit(
    { ...(turn.claimant as Claimant), ...result, builtOn: past.last },
    turn.signal,
  )
  endStep(turn, 'commit', p)
  return committed
}

/** The vendor's answer, or the one that another turn with the same question is getting. */
async function vendorResult(
  turn: Turn,
  past: Past,
  { question, p }: Asked & { p: TurnPorts },
): Promise<Result> {
  const { signal } = turn
  const isClean = question.prepared.hits.length === 0
  endWork(turn, p.load, p.clock.now())
  const made = await p.share(
    { asked: turn.order.known.asked, isClean, level: question.level, signal },
    async () => {
      const deltas = turn.streams ? createDeltas(p.offload, turn.sink) : undefined
      const { draft, ...call } = await p.responder.respond(question, past.fragments, {
        signal,
        ...(deltas && { onDelta: deltas.push }),
      })
      if (draft.source === 'llm') await deltas?.end()
      startWork(turn, p.load, p.clock.now())
      return { draft, ...call, finished: await p.finish(draft) }
    },
  )
  if (turn.workingFrom === undefined) startWork(turn, p.load, p.clock.now())
  turn.steps.vendorMs += made.vendorMs
  turn.usage = made.usage
  return resultOf(turn, { ...made, prepared: question.prepared }, p)
}

type Drafted = { readonly draft: Draft; readonly prepared: Prepared }

async function finished(turn: Turn, drafted: Drafted, p: TurnPorts): Promise<Result> {
  return resultOf(turn, { ...drafted, finished: await p.finish(drafted.draft) }, p)
}

/** The turn as it is stored; what stands in for an answer that may not pass takes its place here. */
function resultOf(turn: Turn, made: Drafted & { finished: Finished }, p: TurnPorts): Result {
  if (made.finished.hits.length > 0) p.audit(turn, made.finished.hits, 'answer')
  const { draft, finished, prepared } = p.blocked.passed(made, turn.order.language)
  return {
    answer: { ...draft, text: finished.masked },
    fragment: `${prepared.fragment},${finished.fragment}`,
  }
}
