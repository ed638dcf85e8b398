// A better answer to a turn that got a degraded one: it enters the dialog as a further turn with the same question, by
// ticket and commit like any other. Its id derives from that of the turn, so that a repeated delivery stores it once.
// It is dropped when the dialog has gone on with the model or a person.
import type { StoredTurn } from '../answer/answer.js'
import type { ProcessId } from '../ids.js'
import type { KeyedHash } from '../privacy/keyed-hash.js'
import { encodeMessage } from '../prompt/fragment.js'
import type { StopSignal } from '../stop.js'
import type { Tickets } from './queue/tickets.js'
import type { DialogView } from './store/dialog-views.js'
import type { Dialogs, MaskedTurn, TurnRef } from './store/dialogs.js'

/** The turn that got the degraded answer. */
export interface Served extends TurnRef {
  /** Keyed hash of the customer's id. */
  readonly owner: string
  readonly shop: string
  /** The masked question. */
  readonly question: string
}

/** The stored dialog that a better answer is built on. */
export interface Ground {
  /** Encoded fragments of the turns before it, oldest first; empty when they are no longer kept. */
  readonly past: readonly string[]
  /** The better answer that the dialog has already. */
  readonly better?: string
}

export interface BetterAnswer {
  find(turn: Served, signal: StopSignal): Promise<Ground>
  /** Puts the masked answer into the dialog if the question is still open. True when the dialog has the answer now. May
   *  be repeated. Throws Problem 'store-away', or when `signal` aborts. */
  deliver(turn: Served, better: string, signal: StopSignal): Promise<boolean>
}

export interface BetterAnswerDeps {
  readonly dialogs: Pick<Dialogs, 'read'>
  readonly tickets: Pick<Tickets, 'enter' | 'commit' | 'takeBack'>
  readonly keyedHash: KeyedHash
  readonly origin: ProcessId
}

export function createBetterAnswer(deps: BetterAnswerDeps, historyTurns: number): BetterAnswer {
  const maskedTurnOf = ({ dialogId, turnId, owner, shop, question }: Served): MaskedTurn => ({
    dialogId,
    owner,
    shop,
    origin: deps.origin,
    opens: false,
    text: question,
    key: '',
    textHash: '',
    turnId: deps.keyedHash('improves', dialogId, turnId),
  })
  const view = (turn: Served, signal: StopSignal) => deps.dialogs.read(turn.dialogId, turn.owner, signal)
  const isOpen = async (turn: Served, signal: StopSignal) => isStillOpen(await view(turn, signal), turn)

  /** Undefined when the commit was refused because of a write meanwhile: the turn begins again. */
  async function tryOnce(turn: Served, better: string, signal: StopSignal): Promise<boolean | undefined> {
    const maskedTurn = maskedTurnOf(turn)
    const entry = await deps.tickets.enter(maskedTurn, {}, signal)
    if (entry.kind === 'done') return true
    // The dialog is read again under the ticket: from now on only a person can write to it, which the commit would
    // notice.
    if (entry.kind !== 'run' || entry.isBotOff || !(await isOpen(turn, signal))) {
      deps.tickets.takeBack(maskedTurn)
      return false
    }
    const committed = await deps.tickets.commit(
      { ...maskedTurn, ...resultOf(turn, better), builtOn: entry.past.last },
      signal,
    )
    return committed.kind === 'refused' ? undefined : committed.kind === 'done'
  }

  return {
    async find(turn, signal) {
      const turns = (await view(turn, signal))?.turns ?? []
      const better = improvedIn(turns, turn)?.answer.text
      const at = turns.findIndex(({ turnId }) => turnId === turn.turnId)
      const past = turns.slice(Math.max(0, at - historyTurns), Math.max(0, at)).map(fragmentOf)
      return { past, ...(better !== undefined && { better }) }
    },
    async deliver(turn, better, signal) {
      const now = await view(turn, signal)
      if (now && improvedIn(now.turns, turn)) return true
      if (!isStillOpen(now, turn)) return false
      try {
        for (;;) {
          const outcome = await tryOnce(turn, better, signal)
          if (outcome !== undefined) return outcome
        }
      } catch (error) {
        deps.tickets.takeBack(maskedTurnOf(turn))
        throw error
      }
    },
  }
}

/** True when neither the model nor a person has answered since: their answers took the question up or left it
 *  behind. */
function isStillOpen(view: DialogView | undefined, { turnId }: TurnRef): boolean {
  if (view === undefined || view.mode === 'seat' || view.isBotOff) return false
  const at = view.turns.findIndex(turn => turn.turnId === turnId)
  return at >= 0 && view.turns.slice(at + 1).every(leavesOpen)
}

function leavesOpen({ answer: { source, improves } }: StoredTurn): boolean {
  return improves !== undefined || (source !== 'llm' && source !== 'tool' && source !== 'seat')
}

function improvedIn(turns: readonly StoredTurn[], { turnId }: TurnRef): StoredTurn | undefined {
  return turns.find(({ answer }) => answer.improves === turnId)
}

function resultOf({ turnId, question }: Served, better: string) {
  const answer = { text: better, source: 'llm', level: 0, improves: turnId } as const
  return { answer, fragment: fragmentOf({ text: question, answer }) }
}

function fragmentOf({ text, answer }: Pick<StoredTurn, 'text' | 'answer'>): string {
  return `${encodeMessage('user', text)},${encodeMessage('assistant', answer.text)}`
}
