// A seat's view: the lists, and the dialogs that it holds. Pure.
import type { Card, Confirmation, Confirmed } from '../client/api-types.js'
import type { History, LeftMessage, Me, PastEntry, Row } from './frames.js'

export interface Line {
  /** Of the dialog; absent while it is on its way, and of a message that was left. That of a question is foreseen until it
   *  is answered: two have the same when one before them is cancelled. */
  readonly seq?: number
  /** Of a question. */
  readonly turnId?: string | undefined
  readonly key: string
  readonly from: 'customer' | 'bot' | 'seat'
  readonly text: string
  /** ISO 8601. */
  readonly at: string
  readonly ai?: boolean
  readonly isUnsent?: boolean
  /** A write that this answer proposed. */
  readonly confirm?: Confirmation | undefined
}

/** A model's suggestion for the reply. */
export interface Suggested {
  readonly draftId: string
  readonly text: string
}

/** What became of a proposed write, as far as this page knows. */
export type Decided = Confirmed['state'] | 'deciding' | 'expired'

export interface Held {
  readonly row: Row
  readonly lines: readonly Line[]
  readonly notes: readonly string[]
  readonly summary: string
  /** Orders and products, each as it was shown last, the newest first. */
  readonly cards: readonly Card[]
  /** Of the request for a suggestion that is under way. */
  readonly draftRef: string | undefined
  readonly suggested: Suggested | undefined
  /** By confirm_id. */
  readonly decided: Readonly<Record<string, Decided | undefined>>
  /** The customer writes. */
  readonly typingUntil: number
  /** The customer has read up to here, as far as this page knows. */
  readonly readSeq: number
  /** The fault to show. */
  readonly fault: string | undefined
  /** Text of a line that was refused: it is in the kept draft, and comes back into the box. */
  readonly givenBack?: { readonly text: string } | undefined
}

/** A dialog that is proposed to this seat. */
export interface Offer {
  readonly row: Row
  /** Epoch milliseconds. */
  readonly until: number
}

export interface Board {
  readonly me: Me | undefined
  /** The server has made the seat away, because it missed offers. */
  readonly hasMissed: boolean
  /** How many dialogs were held when the server last told the seat's load. */
  readonly counted: number
  readonly offers: readonly Offer[]
  readonly waiting: readonly Row[]
  readonly left: readonly Row[]
  readonly held: readonly Held[]
  readonly seats: { readonly online: number; readonly away: number } | undefined
  readonly link: 'connecting' | 'up' | 'lost'
  readonly isRefused: boolean
  readonly fault: string | undefined
}

export const emptyBoard: Board = {
  me: undefined,
  hasMissed: false,
  counted: 0,
  offers: [],
  waiting: [],
  left: [],
  held: [],
  seats: undefined,
  link: 'connecting',
  isRefused: false,
  fault: undefined,
}

export const heldFrom = (row: Row, suggested?: Suggested): Held => ({
  row,
  suggested,
  lines: [],
  notes: [],
  summary: '',
  cards: [],
  draftRef: undefined,
  decided: {},
  typingUntil: 0,
  readSeq: 0,
  fault: undefined,
})

/** The seat's load: as the server told it last, and what was taken and given up since. */
export function loadOf({ me, counted, held }: Pick<Board, 'me' | 'counted' | 'held'>): number {
  return Math.max(0, (me?.load ?? 0) + held.length - counted)
}

export function without<T extends Row>(rows: readonly T[], dialogId: string): T[] {
  return rows.filter(row => row.dialogId !== dialogId)
}

export function withRow(rows: readonly Row[], row: Row): Row[] {
  return [...without(rows, row.dialogId), row]
}

export function withoutOffer(offers: readonly Offer[], dialogId: string): Offer[] {
  return offers.filter(({ row }) => row.dialogId !== dialogId)
}

export function release(held: readonly Held[], dialogId: string): Held[] {
  return held.filter(({ row }) => row.dialogId !== dialogId)
}

/** Changes the held dialog of that id; others stay. */
export function change(held: readonly Held[], dialogId: string, to: (held: Held) => Partial<Held>): Held[] {
  return held.map(each => (each.row.dialogId === dialogId ? { ...each, ...to(each) } : each))
}

/** The whole talk, and behind it what is still on its way. */
export function recalled(
  held: Held,
  { turns, cards = [], left = [], notes, summary }: History,
): Partial<Held> {
  const unsent = held.lines.filter(({ isUnsent }) => isUnsent)
  const lines = [...turns.flatMap(linesOf), ...left.map(lineOf)].sort(
    (a, b) => Date.parse(a.at) - Date.parse(b.at),
  )
  return {
    lines: [...lines, ...unsent],
    notes: notes.map(({ text }) => text),
    summary: summary.text,
    cards,
  }
}

const lineOf = ({ messageId: key, at, text }: LeftMessage): Line => ({ key, from: 'customer', text, at })

function linesOf({ turnId, seq, at, text, from, answer, ai = false, confirm }: PastEntry): Line[] {
  if (from === 'seat') return [{ seq, key: `${seq}`, from, text, at, ai }]
  const asked: Line = { seq, turnId, key: turnId ?? `${seq}?`, from: 'customer', text, at }
  if (answer === undefined || answer === null || answer === '') return [asked]
  return [asked, { seq, key: `${seq}!`, from: 'bot', text: answer, at, ai, confirm }]
}

/** A line that came, each once: what was said here comes back by other ways, too. */
export function heard(lines: readonly Line[], line: Line): Line[] {
  if (lines.some(known => isSame(known, line))) return [...lines]
  return lines.length < LINES_MAX ? [...lines, line] : [...lines.slice(-LINES_KEPT), line]
}

function isSame(one: Line, other: Line): boolean {
  if (one.from !== other.from) return false
  if (one.turnId !== undefined && other.turnId !== undefined) return one.turnId === other.turnId
  return one.seq !== undefined && one.seq === other.seq
}

/** The most lines kept of a talk; the history has the rest. Many leave together, so that the view seldom moves. */
const LINES_MAX = 300
const LINES_KEPT = 240

/** A line on its way gets its place. */
export function said(lines: readonly Line[], key: string, seq: number): Line[] {
  const isKnown = lines.some(line => line.seq === seq && line.from === 'seat')
  if (isKnown) return lines.filter(line => line.key !== key)
  return lines.map(line => (line.key === key ? { ...line, seq, isUnsent: false } : line))
}

/** The customer's newest message; 0 when there is none. */
export function newestSeq({ lines }: Held): number {
  return lines.findLast(({ seq, from }) => seq !== undefined && from === 'customer')?.seq ?? 0
}

/** The customer has seen what the seat said last, and has not answered it. */
export function isSeen({ lines, readSeq }: Held): boolean {
  const last = lines.at(-1)
  return last?.from === 'seat' && last.seq !== undefined && last.seq <= readSeq
}

/** Since when the customer waits for a word, epoch milliseconds. */
export function unansweredSince({ lines }: Held): number | undefined {
  const first = lines.slice(answeredTo(lines)).find(({ seq }) => seq !== undefined)
  return first?.from === 'customer' ? Date.parse(first.at) : undefined
}

/** Messages of the customer that nobody has answered. */
export function unansweredIn({ lines }: Held): number {
  return lines.slice(answeredTo(lines)).filter(({ from }) => from === 'customer').length
}

function answeredTo(lines: readonly Line[]): number {
  return lines.findLastIndex(({ from, isUnsent }) => from !== 'customer' && !isUnsent) + 1
}

/** Whose customer waits longest for a word; the first where nobody does. */
export function longestUnanswered([first, ...others]: readonly Held[]): Held | undefined {
  const since = (held: Held) => unansweredSince(held) ?? Number.POSITIVE_INFINITY
  return first && others.reduce((longest, each) => (since(each) < since(longest) ? each : longest), first)
}

/** As the shop calls the customer; else by the dialog. */
export const nameOf = ({ ref, dialogId }: Row): string => ref ?? dialogId.slice(0, 6)

const WARN_S = 100
const LATE_S = 180

export function urgency(waitedS: number): 'calm' | 'warn' | 'late' {
  if (waitedS >= LATE_S) return 'late'
  return waitedS >= WARN_S ? 'warn' : 'calm'
}
