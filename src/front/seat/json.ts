// The JSON of the desk, for frames and for the replies of its routes.
import type { DeskRow } from '../../seats/board.js'
import { LATE_MS } from '../../seats/held.js'
import type { SeatPerson, Taken } from '../../seats/seat-acts.js'
import type { SeatEvent } from '../../seats/seat-news.js'
import type { SeatView } from '../../seats/seat-view.js'
import { summaryOf } from '../../seats/summary.js'
import { entryOf } from '../chat/json.js'
import type { ToldFrame } from '../socket/connection.js'

/** Cards beside a history: those of older turns stand with their turns. */
const CARDS_MAX = 10

const moment = (ms: number) => new Date(ms).toISOString()

function rowJson(row: DeskRow, shop: string, now: number) {
  const { dialogId, since, reason, last, priority, skill, orderId, ref, isBotOff, unansweredSince } = row
  return {
    dialog_id: dialogId,
    ref,
    since: moment(since),
    reason,
    last,
    priority,
    shop,
    skill,
    order_id: orderId,
    waited_s: Math.max(0, Math.round((now - since) / 1000)),
    due_at: unansweredSince === undefined ? undefined : moment(unansweredSince + LATE_MS),
    bot: isBotOff ? 'off' : 'on',
  }
}

export interface QueueShown {
  readonly view: SeatView
  readonly person: SeatPerson
  readonly cannedVersion: string
}

export function queueJson({ view, person, cannedVersion }: QueueShown, now: number) {
  const rows = (list: readonly DeskRow[]) => list.map(row => rowJson(row, person.shop, now))
  const { sub, name } = person
  const { status, capacity, load, skills } = view
  return {
    waiting: rows(view.waiting),
    held: rows(view.held),
    left: rows(view.left),
    me: { sub, name, status, capacity, load, skills },
    canned_version: cannedVersion,
  }
}

/** A claim's result: all messages of the dialog, and those that wait for an answer. */
export function historyJson({ hold, view }: Taken) {
  const { dialogId, turns, unanswered, notes, messages, seq } = view
  const asked = unanswered.map(({ turnId, text, at }, i) => ({
    turn_id: turnId,
    seq: seq + i + 1,
    at: moment(at),
    text,
    answer: null,
  }))
  return {
    dialog_id: dialogId,
    claim_id: hold.claimId,
    service_id: hold.serviceId,
    turns: [...turns.map(entryOf), ...asked],
    cards: cardsIn(turns),
    left: messages.map(({ messageId, at, text }) => ({ message_id: messageId, at: moment(at), text })),
    notes: notes.map(({ at, by, text }) => ({ at: moment(at), by, text })),
    summary: summaryJson(view),
  }
}

type Card = NonNullable<Taken['view']['turns'][number]['answer']['cards']>[number]

/** The dialog's orders and products, each as it was shown last, the newest first. */
function cardsIn(turns: Taken['view']['turns']): readonly Card[] {
  const cards = new Map<string, Card>()
  for (const { answer } of turns.toReversed()) {
    for (const card of answer.cards ?? []) {
      const id = card.type === 'order' ? card.order_id : card.product_id
      if (!cards.has(`${card.type} ${id}`)) cards.set(`${card.type} ${id}`, card)
    }
  }
  return [...cards.values()].slice(0, CARDS_MAX)
}

function summaryJson(view: Taken['view']) {
  const { text, openQuestion, tried } = summaryOf(view)
  return { text, open_question: openQuestion, tried }
}

/** The frame of a desk event; undefined when the seat gets none. */
export function seatFrame(event: SeatEvent, shop: string, now: number): ToldFrame | undefined {
  switch (event.kind) {
    case 'waiting':
    case 'left':
      return { type: event.kind, row: rowJson(event.row, shop, now) }
    case 'taken':
      return { type: 'taken', dialog_id: event.dialogId, by: event.by }
    case 'gone':
      return { type: 'gone', dialog_id: event.dialogId, why: event.why }
    case 'seats':
      return { type: 'seats', online: event.online, away: event.away, waiting: event.waiting }
    case 'offer': {
      const { row, expiresInMs } = event
      const offered = { dialog_id: row.dialogId, row: rowJson(row, shop, now) }
      return { type: 'offer', ...offered, expires_in_ms: expiresInMs }
    }
    case 'status':
      return { type: 'status', status: event.status, load: event.load, why: event.why }
    case 'handed':
      return { type: 'history', ...historyJson(event.taken) }
    case 'sign': {
      const { dialogId: dialog_id, sign } = event
      if (sign.kind === 'read') return { type: 'read', dialog_id, seq: sign.seq }
      return { type: 'typing', dialog_id, from: 'customer' }
    }
    case 'held':
      return heldFrame(event)
  }
}

function heldFrame({ dialogId, event }: Extract<SeatEvent, { kind: 'held' }>): ToldFrame | undefined {
  if (event.kind === 'over') return undefined
  if (event.kind === 'due') {
    return { type: 'due', dialog_id: dialogId, level: event.level, since: moment(event.since) }
  }
  const { turnId, seq, from, text, at } = event
  return { type: 'message', dialog_id: dialogId, turn_id: turnId, seq, from, text, at: moment(at) }
}
