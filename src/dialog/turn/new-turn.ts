// Makes turns: from an order that a transport posted, or from a turn that another process promised and left.
import type { AnswerLookup } from '../../answer/lookup.js'
import type { Clock } from '../../clock.js'
import type { KeyedHash } from '../../privacy/keyed-hash.js'
import { Problem } from '../../problem.js'
import { Stop } from '../../stop.js'
import type { Sink, TurnOrder } from '../chat.js'
import type { Dialogs, Orphan } from '../store/dialogs.js'
import type { Actors } from './actors.js'
import type { SealedTurn, SealedTurns } from './sealed-turn.js'
import type { Address, Turn } from './turn.js'
import { type Load, TurnMeter } from './turn-meter.js'

export interface NewTurnDeps {
  readonly clock: Clock
  readonly actors: Actors
  readonly keyedHash: KeyedHash
  readonly lookup: Pick<AnswerLookup, 'classify'>
  readonly load: Load
  readonly unseal: SealedTurns['open']
  readonly dialogs: Pick<Dialogs, 'idFor'>
  /** 32 random hex digits. */
  newId(): string
}

/** A transport's sink, and whether it wants deltas. */
export interface TurnOutlet {
  readonly sink: Sink
  readonly streams: boolean
}

/** Tries of a promised turn over all processes: a cause that breaks each of them would break the turn for ever. */
const TRIES = 3

/** A further try has the rest of the turn's deadline, and at least this: time to mask and store an answer of the ladder
 *  without the vendor. */
const LEFT_MS_MIN = 1_000

/** A turn with the control that stops it. */
export interface Started {
  readonly turn: Turn
  readonly stop: Stop
  /** True for a promised turn that failed at every try: it gets only its last word. */
  readonly isSpent: boolean
}

/** Identifies an order before it is a turn: another order with the same key and address repeats it. */
export type Named = Pick<Turn, 'order' | 'key' | 'textHash' | 'address'>

interface Begun extends Pick<Turn, 'turnId' | 'slot' | 'isNew' | 'isPromised'> {
  readonly named: Named
  readonly outlet: TurnOutlet
}

export interface NewTurns {
  name(order: TurnOrder): Named
  /** Throws Problem 'mailbox-full'. */
  fromOrder(named: Named, outlet: TurnOutlet): Started
  /** Makes a promised turn without a client. Its text is masked already, and masking it again changes nothing; or it is
   *  the raw one, which was sealed. */
  fromOrphan(orphan: Orphan, sink: Sink, deadlineMs: number): Started
  /** Another address for a turn whose dialog does not exist; the derived id of an erased dialog is not used again. */
  renewAddress(turn: Turn): Address
}

export function createNewTurns(deps: NewTurnDeps): NewTurns {
  const { clock, actors, keyedHash, lookup, dialogs, newId } = deps
  /** The address of a new dialog. With a key the id derives from it, so that a retry finds the same record. */
  function openAddress({ order, key }: Pick<Turn, 'order' | 'key'>): Address {
    const { owner } = order.customer
    const digits = key === '' ? newId() : keyedHash('open', owner, order.key ?? '')
    return { dialogId: dialogs.idFor(owner, digits), opens: true, renewed: false }
  }

  /** Lists each member, because spreads of that many would take longer than all the rest of a turn's beginning. */
  function startOf(begun: Begun): Started {
    const { order, key, textHash, address } = begun.named
    const { sink, streams } = begun.outlet
    const { turnId, slot, isNew, isPromised } = begun
    const stop = new Stop()
    const meter = new TurnMeter(deps, order)
    const turn: Turn = {
      turnId,
      order,
      key,
      textHash,
      slot,
      sink,
      streams,
      signal: stop,
      meter,
      address,
      isNew,
      isPromised,
      hasLostAnswer: false,
      masked: [],
      offer: undefined,
      hasUnseenPicture: false,
      pictureTexts: undefined,
      maskedTurn: undefined,
    }
    return { turn, stop, isSpent: false }
  }

  return {
    renewAddress: turn => ({
      ...openAddress(turn.address.opens ? { order: turn.order, key: '' } : turn),
      renewed: turn.order.dialogId !== undefined,
    }),
    name(order) {
      const key = order.key === undefined ? '' : keyedHash('key', order.customer.owner, order.key)
      const textHash = key === '' ? '' : keyedHash('text', ...saidBy(order))
      const address =
        order.dialogId === undefined
          ? openAddress({ order, key })
          : { dialogId: order.dialogId, opens: false, renewed: false }
      return { order, key, textHash, address }
    },
    fromOrder(named, outlet) {
      const to = { owner: named.order.customer.owner, dialogId: named.address.dialogId }
      // A turn with a key may repeat a turn of another process and then needs no place; only the store knows.
      const slot = named.key === '' ? actors.post(to) : actors.squeeze(to)
      if (slot === undefined) throw new Problem('mailbox-full', { retryAfterS: 1 })
      return startOf({ named, outlet, turnId: newId(), slot, isNew: true, isPromised: false })
    },
    fromOrphan(orphan, sink, deadlineMs) {
      const { dialogId, turnId, opens, key, textHash } = orphan
      const order = orderOf(orphan, { now: clock.now(), deadlineMs, sealed: deps.unseal(orphan) })
      // The turn was admitted and has paid in the process that promised it.
      const known = { ...lookup.classify(order), isCheap: false }
      const address = { dialogId, opens, renewed: false }
      const started = startOf({
        named: { order: { ...order, known }, key, textHash, address },
        outlet: { sink, streams: false },
        turnId,
        slot: actors.squeeze({ owner: orphan.owner, dialogId }),
        // The store knows the turn, and may have its answer by now.
        isNew: false,
        isPromised: true,
      })
      return { ...started, isSpent: orphan.tries >= TRIES }
    },
  }
}

/** The parts that a retry must repeat: with another card or context it is another question. */
function saidBy({ text, subject }: TurnOrder): string[] {
  return subject === undefined ? [text] : [text, JSON.stringify(subject)]
}

/** The store has only a hash of the customer's id, so the uid comes from the sealed turn. */
function orderOf(
  { owner, shop, dialogId, text, traceparent, leftMs, tries }: Orphan,
  { now, deadlineMs, sealed }: { now: number; deadlineMs: number; sealed: SealedTurn | undefined },
): Omit<TurnOrder, 'known'> {
  return {
    customer: { role: 'customer', uid: sealed?.uid ?? '', owner, shop, ref: sealed?.ref, expiresAt: 0 },
    // The last word masks nothing.
    text: tries < TRIES ? (sealed?.text ?? text) : text,
    ...(sealed?.subject && { subject: sealed.subject }),
    dialogId,
    language: sealed?.language ?? 'zh',
    trace: { traceId: traceparent.slice(3, 35), traceparent },
    admittedAt: now,
    deadlineAt: now + Math.max(LEFT_MS_MIN, leftMs ?? deadlineMs),
    announces: true,
  }
}
