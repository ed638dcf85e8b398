// A turn on its way through the process, and its forms for the store, the sources of answers and the client. Pure.
// run-turn.ts runs it.
import type { Draft, Level, MaskedAnswer, StoredTurn } from '../../answer/answer.js'
import type { Question } from '../../answer/question.js'
import type { ToolTurn } from '../../answer/tool-answers.js'
import type { DialogId, TurnId } from '../../ids.js'
import type { Prepared } from '../../offload/offload.js'
import { Problem } from '../../problem.js'
import type { StopSignal } from '../../stop.js'
import type { Sink, TurnOrder, TurnReply } from '../chat.js'
import type { MaskedTurn, Result } from '../store/dialogs.js'
import type { HandedTurn } from './handed-turn.js'
import type { Slot } from './mailbox.js'
import type { TurnMeter } from './turn-meter.js'

/** The dialog in which a turn is stored. */
export interface Address {
  readonly dialogId: DialogId
  readonly opens: boolean
  readonly renewed: boolean
}

export interface Turn {
  /** Changes once, when the turn joins another that it repeats: then it is that turn's id. */
  turnId: TurnId
  readonly order: TurnOrder
  /** Keyed hashes of the Idempotency-Key and of the raw text under it; '' without a key. */
  readonly key: string
  readonly textHash: string
  readonly slot: Slot
  readonly sink: Sink
  /** Deltas are wanted. */
  readonly streams: boolean
  /** Aborts on cancel, on deletion, at the deadline and at the end of the process. */
  readonly signal: StopSignal
  readonly meter: TurnMeter
  /** Changes when the requested dialog does not exist. */
  address: Address
  /** True while the store has not seen the turn under this address, so that nobody can have cancelled it there. */
  isNew: boolean
  /** True after a 202 of this or another process: the turn must end with an answer. */
  isPromised: boolean
  /** True after a model's answer was refused because of a write meanwhile. */
  hasLostAnswer: boolean
  /** Kinds of personal data that were masked in the question. */
  masked: readonly string[]
  /** The offer of a person that goes with the answer; kept over all tries, so that it is made once. */
  offer: Draft['offer']
  /** Pictures came with the question, and nothing here has read them. */
  hasUnseenPicture: boolean
  /** Their raw text, once it was read. */
  pictureTexts: readonly string[] | undefined
  /** The part of the turn that the store may know; undefined until the turn asks for its place. */
  maskedTurn: MaskedTurn | undefined
}

/** Time kept after the vendor's deadline to mask and store the answer that replaces the vendor's. */
const TAIL_MS = 500

/** The part of the turn that the store may know. */
export function maskedTurnOf(turn: Turn, { masked }: Prepared, origin: string): MaskedTurn {
  const { dialogId, opens } = turn.address
  return {
    dialogId,
    opens,
    turnId: turn.turnId,
    owner: turn.order.customer.owner,
    origin,
    text: masked,
    key: turn.key,
    textHash: turn.textHash,
    shop: turn.order.customer.shop,
  }
}

/** The part of the turn that a source of answers may know. */
export function questionOf(
  { order, address }: Turn,
  { prepared, about }: Pick<Question, 'prepared' | 'about'>,
  paid: { readonly level: Level; readonly isPaid: boolean },
): Question {
  return {
    prepared,
    about,
    level: paid.level,
    isPaid: paid.isPaid,
    variant: order.known.variant,
    shop: order.customer.shop,
    language: order.language,
    traceparent: order.trace.traceparent,
    deadlineAt: order.deadlineAt - TAIL_MS,
    // A turn taken over without its sealed customer runs without tools.
    asker: order.customer.uid === '' ? undefined : askerOf({ order, address }),
  }
}

function askerOf({ order: { customer, trace }, address: { dialogId } }: Pick<Turn, 'order' | 'address'>) {
  const { uid, owner, shop, ref } = customer
  const { traceId, traceparent } = trace
  return { who: { uid, owner, shop, dialogId, ref, traceparent }, traceId }
}

/** The part of the turn that the shop's tools may know. */
export function toolTurnOf({ order, address }: Turn, question: Question, found: Draft | undefined): ToolTurn {
  const { known, subject, dialogId } = order
  const { who, traceId } = askerOf({ order, address })
  return { question, known, found, subject, who, traceId, isContinued: dialogId !== undefined }
}

/** The part of the turn that decides whether a person is asked for. */
export function handedOf(
  { address, order, masked }: Turn,
  { prepared, level, language }: Question,
): HandedTurn {
  const { dialogId, opens } = address
  const { customer, trace } = order
  const { traceparent } = trace
  return { dialogId, opens, customer, language, traceparent, level, text: prepared.masked, masked }
}

/** The record that the turn leaves in its dialog. */
export function resultOf(
  { prepared, about, variant }: Question,
  { draft, masked, fragment }: MaskedAnswer,
  vault?: string,
): Result {
  const { bond, ...shown } = draft
  const answer = {
    ...(about && { about }),
    ...shown,
    text: masked,
    ...(variant && { variant: variant.name }),
  }
  const proposal = bond && shown.confirm && { shown: shown.confirm, bond }
  const isLabelled = prepared.held !== undefined || shown.own !== undefined
  return {
    answer,
    fragment: `${prepared.fragment},${fragment}`,
    isLabelled: isLabelled || undefined,
    proposal,
    vault,
  }
}

/** The turn and its record in one, member by member, because two spreads of that many cost more than the rest of storing. */
export function writeOf(
  { dialogId, opens, turnId, owner, origin, text, key, textHash, shop }: MaskedTurn,
  { answer, fragment, isLabelled, proposal, vault }: Result,
): MaskedTurn & Result {
  return {
    dialogId,
    opens,
    turnId,
    owner,
    origin,
    text,
    key,
    textHash,
    shop,
    answer,
    fragment,
    isLabelled,
    proposal,
    vault,
  }
}

export function placeOf({ address, turnId }: Turn) {
  return { dialogId: address.dialogId, turnId, renewed: address.renewed }
}

/** No other process can be asked for the turn: its client has no name for it. */
export function isPrivate({ key, order }: Turn): boolean {
  return key === '' && !order.announces
}

/** `now` is epoch milliseconds. */
export function replyOf(turn: Turn, stored: StoredTurn, now: number): TurnReply {
  const { dialogId, renewed } = turn.address
  const costMs = now - turn.order.admittedAt
  return { dialogId, renewed, turn: stored, stateless: false, costMs, usage: turn.meter.usage }
}

/** The reason why the turn's signal was aborted, as the problem for its client. */
export function stopped(signal: StopSignal): Problem {
  return signal.reason instanceof Problem ? signal.reason : new Problem('gone', { cause: signal.reason })
}
