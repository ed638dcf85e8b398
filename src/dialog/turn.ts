// A turn's whole life, top to bottom: mask, place, answer, mask, commit, reply.
// Its order in the dialog is tickets.ts, its place among the turns of this process is its mailbox slot.
import type { Draft, Level } from '../answer/answer.js'
import type { OnDelta, Question, Responder } from '../answer/responder.js'
import type { Clock } from '../clock.js'
import type { Finished, Hit, Offload, Prepared } from '../offload/offload.js'
import { Problem } from '../problem.js'
import type { Sink, TurnOrder, TurnReply } from './chat.js'
import type { Claimant, Past, Result, Stored, TurnId } from './dialogs.js'
import type { Slot } from './mailbox.js'
import type { Entry, Tickets } from './tickets.js'

/** Where a turn wants to be stored; changes once, when the dialog that was asked for is not there. */
export interface Address {
  dialogId: string
  opens: boolean
  renewed: boolean
}

/** How long each step took, in milliseconds. */
export interface Steps {
  maskMs: number
  placeMs: number
  vendorMs: number
  commitMs: number
}

export interface Turn {
  readonly turnId: TurnId
  readonly order: TurnOrder
  readonly address: Address
  /** Keyed hashes of the Idempotency-Key and of the raw text under it; '' without a key. */
  readonly key: string
  readonly textHash: string
  readonly slot: Slot
  readonly sink: Sink
  /** Deltas are wanted. */
  readonly streams: boolean
  /** Aborts on cancel, deletion, the deadline and the end of the process. */
  readonly signal: AbortSignal
  readonly steps: Steps
  /** What the store knows of the turn, once it is masked. */
  claimant: Claimant | undefined
}

export interface TurnPorts {
  readonly clock: Clock
  readonly offload: Offload
  readonly tickets: Tickets
  readonly responder: Responder
  finish(draft: Draft): Promise<Finished> | Finished
  level(): Level
  audit(turn: Turn, hits: readonly Hit[]): void
  /** The dialog that was asked for is gone: a new address for the turn. */
  renew(turn: Turn): void
  /** Masks a stream of deltas on its way to the sink. */
  maskDeltas(turn: Turn): OnDelta
}

/** Time kept for masking and committing after the vendor's last moment. */
const TAIL_MS = 500
const NOTHING: Past = { last: '', n: 0, fragments: [] }

/** Runs the turn to its end. Throws Problem for a refusal; the sink has not been told then. */
export async function runTurn(turn: Turn, p: TurnPorts): Promise<TurnReply> {
  const level = p.level()
  const prepared = await timed(turn, 'maskMs', p, () =>
    p.offload.prepare({ text: turn.order.text, matches: p.responder.matchesWanted(level) }),
  )
  p.audit(turn, prepared.hits)
  const question = questionOf(turn, prepared, level)
  const draft = p.responder.ready(question)
  const answered = draft && (await resultOf(turn, draft, { prepared, p }))
  await turn.slot.ahead

  let entry = await enter(turn, p, { prepared, answered })
  for (;;) {
    switch (entry.at) {
      case 'run': {
        const committed = await answer(turn, entry.past, { question, answered, p })
        if (committed.at === 'done') return replyOf(turn, committed, p)
        if (committed.at === 'gone') throw new Problem('gone')
        break
      }
      case 'done':
        return replyOf(turn, entry, p)
      case 'absent':
        p.renew(turn)
        break
      default:
        throw refusal(entry.at)
    }
    entry = await enter(turn, p, { prepared, answered })
  }
}
