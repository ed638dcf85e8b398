// Places a turn in its dialog, stores it there, and prepares the next try when its dialog has changed meanwhile.
// tickets.ts decides the order of a dialog's turns.
import { isByModel, type MaskedAnswer } from '../../answer/answer.js'
import type { Question } from '../../answer/question.js'
import { Problem, type ProblemKind } from '../../problem.js'
import type { EnterResult, Placed, Tickets } from '../queue/tickets.js'
import type { Committed, MaskedTurn, Past, Stored, Try } from '../store/dialogs.js'
import type { Mode } from '../store/talk.js'
import type { PromiseTurn } from './promise.js'
import {
  type Address,
  isPrivate,
  maskedTurnOf,
  placeOf,
  resultOf,
  stopped,
  type Turn,
  writeOf,
} from './turn.js'

/** End of a try to store a turn. */
export type End = Exclude<EnterResult, { kind: 'run' }> | Committed

/** An answer, and the past on which it was made. */
export interface Made {
  readonly answer: MaskedAnswer
  readonly past: Past
  /** The dialog's vault, when the turn has added to it. */
  readonly vault?: string | undefined
}

export interface Storing {
  /** Stores an answer that no past can change. Behind other turns of its dialog the turn takes a place like any
   *  other. */
  storeReady(turn: Turn, question: Question, ready: MaskedAnswer): Promise<End>
  /** Waits for the turn's place, and lets the mailbox's next turn ask for its own behind it. A turn that only this
   *  process knows needs no place where the past is known as well. */
  place(turn: Turn, question: Question): Promise<EnterResult>
  /** Stores the answer, unless a write since its past was read could change it. */
  commit(turn: Turn, question: Question, made: Made): Promise<Committed>
  /** Prepares the next try, or throws the Problem that ends the turn. */
  prepareAgain(turn: Turn, end: Exclude<End, Stored>): void
}

export type StoringTickets = 'enter' | 'trustedPast' | 'hold' | 'queue' | 'commit' | 'commitReady'

export interface StoringDeps {
  readonly promise: PromiseTurn
  lateAnswer(): void
  /** Shows the seat that holds the dialog what its customer wrote, where seats may see that. */
  showLive(turn: Turn): void
  /** An answer without a model, for a customer who has switched the bot off. */
  quietAnswer(turn: Turn, question: Question): Promise<MaskedAnswer>
  readonly origin: string
  readonly tickets: Pick<Tickets, StoringTickets>
  /** A new address for a turn whose dialog does not exist. */
  renew(turn: Turn): Address
}

const NO_PAST: Past = { last: '', n: 0, fragments: [] }

const refusals = {
  full: 'mailbox-full',
  'key-reused': 'key-reused',
} as const satisfies Record<string, ProblemKind>

export function createStoring(deps: StoringDeps): Storing {
  const { origin, tickets, renew } = deps

  /** From now on the store may know the turn. */
  function rememberMasked(turn: Turn, { prepared }: Question): MaskedTurn {
    turn.maskedTurn = maskedTurnOf(turn, prepared, origin)
    return turn.maskedTurn
  }

  async function enter(turn: Turn, maskedTurn: MaskedTurn, own: Try): Promise<EnterResult> {
    const onPlaced = ({ turnId, waits }: Placed) => {
      turn.isNew = false
      if (turnId !== turn.turnId) joinEarlier(turn, { ...maskedTurn, turnId })
      turn.sink.accepted(placeOf(turn))
      if (waits) turn.meter.pause()
    }
    const entering = tickets.enter(
      maskedTurn,
      { onPlaced, keep: mode => keep(turn, mode), ...own },
      turn.signal,
    )
    turn.slot.pass()
    const entry = await entering
    turn.meter.resume()
    turn.meter.step('place')
    return entry
  }

  /** The past of a turn that runs without a ticket; undefined when the turn needs begin. A streaming turn needs it,
   *  because deltas cannot be taken back if the past proves old. */
  function knownPast(turn: Turn, maskedTurn: MaskedTurn): Past | undefined {
    if (!turn.isNew || turn.slot.isFollowed || !isPrivate(turn)) return undefined
    if (turn.address.opens) return NO_PAST
    return turn.streams ? undefined : tickets.trustedPast(maskedTurn)
  }

  /** Keeps a turn that waits for a person, for any time: it leaves the mailbox, whose places are for the bot's
   *  turns. */
  async function keep(turn: Turn, mode: Mode): Promise<boolean> {
    // Before the seat is told that something was written.
    if (mode === 'seat') deps.showLive(turn)
    turn.slot.release()
    if (turn.hasLostAnswer) deps.lateAnswer()
    turn.hasLostAnswer = false
    if (turn.isPromised) return true
    return (await deps.promise(turn)).kind === 'pending'
  }

  async function commit(turn: Turn, question: Question, { answer, past, vault }: Made): Promise<Committed> {
    if (turn.signal.aborted) throw stopped(turn.signal)
    const result = resultOf(question, answer, vault)
    const write = writeOf(rememberMasked(turn, question), result)
    const committed = await tickets.commit({ builtOn: past.last, ...write }, turn.signal)
    turn.meter.step('commit')
    return committed
  }

  return {
    commit,

    async storeReady(turn, question, ready) {
      const maskedTurn = rememberMasked(turn, question)
      const write = writeOf(maskedTurn, resultOf(question, ready))
      const storing = tickets.commitReady(write, { first: turn.isNew }, turn.signal)
      turn.slot.pass()
      const stored = await storing
      turn.meter.step('commit')
      if (stored.kind !== 'refused') return stored
      const entry = await enter(turn, maskedTurn, {})
      if (entry.kind !== 'run') return entry
      const isWanted = !entry.isBotOff || !isByModel(ready.draft)
      const answer = isWanted ? ready : await deps.quietAnswer(turn, question)
      return commit(turn, question, { answer, past: entry.past })
    },

    async place(turn, question) {
      const maskedTurn = rememberMasked(turn, question)
      const past = knownPast(turn, maskedTurn)
      if (past === undefined) return enter(turn, maskedTurn, { first: turn.isNew })
      tickets.hold(maskedTurn)
      // A turn that comes behind it must find it in the queue.
      turn.slot.onFollowed = () => void tickets.queue(maskedTurn).finally(() => turn.slot.pass())
      turn.meter.step('place')
      return { kind: 'run', past, mode: 'bot', isBotOff: false }
    },

    prepareAgain(turn, end) {
      switch (end.kind) {
        case 'refused':
          turn.isNew = false
          break
        case 'gone':
          // A turn that the store had never seen cannot have been cancelled: its dialog was deleted before it came.
          if (!turn.isNew || turn.signal.aborted) throw new Problem('gone')
          turn.address = renew(turn)
          break
        case 'absent':
          // The client of a promised turn asks for it under the missing dialog's id, so a new dialog would not help.
          if (turn.isPromised) throw new Problem('gone')
          turn.address = renew(turn)
          turn.isNew = true
          break
        default:
          throw new Problem(refusals[end.kind])
      }
    },
  }
}

/** Makes a turn that repeats an unfinished earlier one into that turn: it takes no place of its own. */
function joinEarlier(turn: Turn, earlier: MaskedTurn): void {
  turn.turnId = earlier.turnId
  turn.maskedTurn = earlier
  turn.slot.release()
}
