// A talk as the customer sees it, and how events change it. Pure.
import type {
  Answer,
  Card,
  Confirmation,
  Confirmed,
  Dialog,
  ModeNow,
  PastTurn,
  Place,
  SeatMessage,
} from '../client/api-types.js'

export interface Question {
  readonly kind: 'question'
  /** Its Idempotency-Key; of one from the history, its turn. */
  readonly id: string
  readonly text: string
  readonly turnId?: string
  /** `waiting`: it will be sent again by itself, and `note` says why; `failed`: only when the customer says so. */
  readonly state: 'sending' | 'placed' | 'waiting' | 'failed' | 'over'
  readonly note?: string
}

export interface BotReply {
  readonly kind: 'reply'
  readonly id: string
  readonly place: Place
  readonly text: string
  /** Deltas are still coming, or the answer will replace them. */
  readonly isDone: boolean
  readonly ai: boolean
  readonly isBetter?: boolean
  readonly offersPerson?: boolean
  /** Nobody is there: a message may be left. */
  readonly takesMessage?: boolean
  readonly score?: 1 | -1
  readonly isReported?: boolean
  readonly cards?: readonly Card[] | undefined
  readonly confirm?: Confirmation | undefined
  /** How the answer's `confirm` ended. */
  readonly confirmed?: Confirmed['state'] | 'expired'
}

export interface PersonSaid {
  readonly kind: 'person'
  readonly id: string
  readonly seq: number
  readonly name: string
  readonly text: string
  /** A model wrote it, and the person said it unchanged. */
  readonly ai: boolean
}

export type NoteWord = 'renewed' | 'reported' | 'messageLeft' | 'rated' | 'notRated' | 'thanksDown' | 'gone'

export interface Note {
  readonly kind: 'note'
  readonly id: string
  readonly word: NoteWord
}

export type Entry = Question | BotReply | PersonSaid | Note

/** The picture that goes with the next question. `name` is of this choice and no other. */
export type Attached =
  | { readonly state: 'sending'; readonly name: string; readonly picture: Blob }
  | { readonly state: 'ready'; readonly name: string; readonly picture: Blob; readonly imageId: string }
  | { readonly state: 'refused'; readonly why: string }

/** A sheet over the talk. */
export type Sheet =
  | { readonly kind: 'message' }
  | { readonly kind: 'report'; readonly reply: BotReply }
  | { readonly kind: 'rating'; readonly serviceId: string }

/** A control that a server may lack; hidden once it said so. */
export type Control = 'feedback' | 'report' | 'handoff' | 'message'

export interface Talk {
  readonly dialogId: string | undefined
  readonly entries: readonly Entry[]
  readonly mode: ModeNow
  readonly link: 'up' | 'reconnecting' | 'offline'
  /** The person's own connection is lost for the moment. */
  readonly isSeatAway: boolean
  readonly isTyping: boolean
  readonly sheet: Sheet | undefined
  /** Bytes that a picture may have; 0 where no pictures are taken. */
  readonly imageMaxBytes: number
  readonly attached: Attached | undefined
  readonly absent: ReadonlySet<Control>
  /** A step of the customer that is on its way. */
  readonly isBusy: boolean
  readonly fault: string | undefined
  readonly announced: Announced
}

/** Read out once: the last finished answer, a person's message, a note, or a question that failed. `count` tells the same
 *  words twice in a row from one time. */
export interface Announced {
  readonly count: number
  readonly said: { readonly text: string } | { readonly word: NoteWord | 'failed' }
}

export const emptyTalk: Talk = {
  dialogId: undefined,
  entries: [],
  mode: { mode: 'bot' },
  link: 'up',
  isSeatAway: false,
  isTyping: false,
  sheet: undefined,
  imageMaxBytes: 0,
  attached: undefined,
  absent: new Set(),
  isBusy: false,
  fault: undefined,
  announced: { count: 0, said: { text: '' } },
}

/** Another talk with the same server. */
export function emptied({ absent, imageMaxBytes, link }: Talk): Talk {
  return { ...emptyTalk, absent, imageMaxBytes, link }
}

/** The next announcement. */
export function announced({ announced: { count } }: Talk, said: Announced['said']): Pick<Talk, 'announced'> {
  return { announced: { count: count + 1, said } }
}

/** A tab that stays open for days shows so much; the history has the rest. */
const ENTRIES_MAX = 400

export function added(entries: readonly Entry[], entry: Entry): Entry[] {
  return [...entries, entry].slice(-ENTRIES_MAX)
}

/** Replaces the entry of the same id, or adds it. */
export function put(entries: readonly Entry[], entry: Entry): Entry[] {
  const place = entries.findIndex(({ id }) => id === entry.id)
  return place < 0 ? added(entries, entry) : entries.with(place, entry)
}

export function changed<Kind extends Entry['kind']>(
  entries: readonly Entry[],
  { kind, id }: { readonly kind: Kind; readonly id: string },
  change: Partial<Extract<Entry, { kind: Kind }>>,
): Entry[] {
  return entries.map(entry => (entry.kind === kind && entry.id === id ? { ...entry, ...change } : entry))
}

/** A question has its place. One that was asked before a reload may stand in the history already. */
export function placed(entries: readonly Entry[], id: string, { turnId }: Place): Entry[] {
  const isKnown = entries.some(
    entry => entry.kind === 'question' && entry.turnId === turnId && entry.id !== id,
  )
  if (isKnown) return entries.filter(entry => entry.id !== id)
  return changed(entries, { kind: 'question', id }, { turnId, state: 'placed' })
}

/** A person's answer comes as their message, too, and stands there once. */
export function answered(entries: readonly Entry[], answer: Answer): Entry[] {
  const { turnId, dialogId } = answer
  const ended = entries.map(entry =>
    entry.kind === 'question' && entry.turnId === turnId ? { ...entry, state: 'over' as const } : entry,
  )
  if (answer.source === 'seat') return ended
  return put(ended, {
    kind: 'reply',
    id: turnId,
    place: { dialogId, turnId },
    text: answer.answer,
    isDone: true,
    ai: answer.ai,
    isBetter: answer.improves !== undefined,
    offersPerson: answer.offer?.kind === 'handoff',
    takesMessage: answer.open === false,
    cards: answer.cards,
    confirm: answer.confirm,
  })
}

export function streamed(entries: readonly Entry[], place: Place, text: string): Entry[] {
  return put(entries, { kind: 'reply', id: place.turnId, place, text, isDone: false, ai: true })
}

/** The questions of this page that have no answer. */
export function openQuestions(entries: readonly Entry[]): Question[] {
  return entries.filter(entry => entry.kind === 'question').filter(({ state }) => state !== 'over')
}

/** The whole history, and behind it the questions that the customer has asked since. */
export function replaced(entries: readonly Entry[], dialogId: string, turns: Dialog['turns']): Entry[] {
  const kept = turns.flatMap(turn => ('from' in turn ? [personSaid(turn)] : pastTurn(dialogId, turn)))
  const told = new Set(kept.map(entry => (entry.kind === 'question' ? entry.turnId : undefined)))
  const since = openQuestions(entries).filter(({ turnId }) => turnId === undefined || !told.has(turnId))
  return [...kept, ...since]
}

export function personSaid({ seq, name = '', text, ai }: Omit<SeatMessage, 'at' | 'from'>): PersonSaid {
  return { kind: 'person', id: `seat-${seq}`, seq, name, text, ai }
}

function pastTurn(dialogId: string, turn: PastTurn): Entry[] {
  const { turnId, text, answer, ai, improves, source, cards, confirm } = turn
  const question: Question = { kind: 'question', id: `q-${turnId}`, turnId, text, state: 'over' }
  if (source === 'seat') return [question]
  const place = { dialogId, turnId }
  const isBetter = improves !== undefined
  const reply: BotReply = {
    kind: 'reply',
    id: turnId,
    place,
    text: answer,
    isDone: true,
    ai,
    isBetter,
    cards,
    confirm,
  }
  // A question that was asked again by itself stands there already.
  return isBetter ? [reply] : [question, reply]
}

/** A person or the bot is about to say something. */
export function isAwaiting({ entries, mode, isTyping }: Talk): boolean {
  if (isTyping) return true
  if (mode.mode === 'seat') return false
  const open = entries.filter(entry => entry.kind === 'question' && isUnderWay(entry))
  const begun = new Set(entries.filter(entry => entry.kind === 'reply').map(({ id }) => id))
  return open.some(entry => entry.kind === 'question' && !begun.has(entry.turnId ?? ''))
}

const isUnderWay = ({ state }: Question) => state === 'sending' || state === 'placed'
