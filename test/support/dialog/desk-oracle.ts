// What a dialog must be after any acts of its customer, of seats and of the bot: an account of its own, kept beside the store.
// It foretells every result of the store and all that can be read of the dialog.
import { isDeepStrictEqual } from 'node:util'
import type { DialogView } from '../../../src/dialog/store/dialog-views.js'
import type { BeginResult, Committed } from '../../../src/dialog/store/dialogs.js'
import type {
  ClaimResult,
  DeskView,
  EndResult,
  LeaveResult,
  NoteResult,
  QueueResult,
  SayAct,
  SayResult,
  SeatAct,
} from '../../../src/dialog/store/handovers.js'
import type { Mode } from '../../../src/dialog/store/talk.js'
import type { TurnId } from '../../../src/ids.js'

export interface KnownHold {
  readonly sub: string
  readonly claimId: string
}

interface Ticket {
  isPromised: boolean
  /** It was seen to wait for a person. */
  isKept: boolean
}

/** An answer under way, and how many writes there had been when it was begun. */
export interface Begun {
  readonly turnId: TurnId
  readonly writes: number
}

export interface OracleLimits {
  readonly mailboxMax: number
  readonly seatMailboxMax: number
}

export class DeskOracle {
  /** What was not as it should be. */
  readonly faults: string[] = []
  hold: KnownHold | undefined
  isErased = false
  /** Writes on which later answers depend. An answer that was begun before one of them must not be stored after it. */
  writes = 0
  #mode: Mode = 'bot'
  #isBotOff = false
  #wasHanded = false
  #notes = 0
  readonly #tickets = new Map<TurnId, Ticket>()
  /** Turns and messages of seats, oldest first: id, source and text. */
  readonly #entries: string[] = []
  readonly #stored = new Set<TurnId>()
  /** The seq of each message by its key. */
  readonly #said = new Map<string, number>()

  constructor(private readonly limits: OracleLimits) {}

  isOpenPromise(turnId: TurnId): boolean {
    return this.#tickets.get(turnId)?.isPromised === true
  }

  isForSeat(): boolean {
    return this.#mode === 'seat' || (this.#mode === 'queued' && this.#isBotOff)
  }

  began(turnId: TurnId, isPromised: boolean, { kind }: BeginResult): void {
    const expected = this.#placeOf(turnId)
    this.#check('begin', kind, expected)
    if (expected !== 'seat' && expected !== 'run' && expected !== 'wait') return
    const ticket = this.#tickets.get(turnId) ?? { isPromised: false, isKept: false }
    this.#tickets.set(turnId, ticket)
    ticket.isPromised ||= isPromised
    ticket.isKept ||= this.isForSeat()
  }

  #placeOf(turnId: TurnId): BeginResult['kind'] {
    const isThere = this.#tickets.has(turnId)
    const most = this.isForSeat() ? this.limits.seatMailboxMax : this.limits.mailboxMax
    if (this.isErased) return 'gone'
    if (!isThere && this.#stored.has(turnId)) return 'done'
    if (!isThere && this.#tickets.size > most) return 'full'
    if (this.isForSeat()) return 'seat'
    const [head = turnId] = this.#tickets.keys()
    return head === turnId ? 'run' : 'wait'
  }

  committed({ turnId, writes }: Begun, text: string, { kind }: Committed): void {
    const isNew = !this.isErased && !this.#stored.has(turnId) && writes === this.writes
    const isKnown = isNew || this.#stored.has(turnId)
    this.#check('commit', kind, this.isErased ? 'gone' : isKnown ? 'done' : 'refused')
    if (isNew) this.#store(turnId, 'llm', text)
  }

  /** A ready answer: it depends on nothing but who talks and who waits. */
  committedReady(turnId: TurnId, text: string, { kind }: Committed): void {
    const isFree = [...this.#tickets.keys()].every(other => other === turnId)
    const mayBot = this.#mode === 'bot' && !this.#isBotOff && isFree
    const isNew = !this.isErased && !this.#stored.has(turnId) && mayBot
    const isKnown = isNew || this.#stored.has(turnId)
    this.#check('ready', kind, this.isErased ? 'gone' : isKnown ? 'done' : 'refused')
    if (isNew) this.#store(turnId, 'llm', text)
  }

  abandoned(turnId: TurnId): void {
    if (!this.isOpenPromise(turnId)) this.#tickets.delete(turnId)
  }

  asked(bot: 'on' | 'off' | undefined, { kind }: QueueResult): void {
    if (!this.#mayCustomer('ask', kind, 'queued')) return
    this.#mode = 'queued'
    this.#wasHanded = true
    this.#switchBot(bot)
  }

  switched(bot: 'on' | 'off', { kind }: LeaveResult): void {
    if (this.#mayCustomer('switch', kind, 'left')) this.#switchBot(bot)
  }

  leftQueue({ kind }: LeaveResult): void {
    const waits = this.#mode === 'queued'
    if (!this.#mayCustomer('leave', kind, waits || this.hold ? 'left' : 'not-waiting') || !waits) return
    this.#mode = 'bot'
    this.#isBotOff = false
  }

  /** A customer may do this unless the dialog is gone or held. */
  #mayCustomer(what: string, kind: string, done: string): boolean {
    const expected = this.isErased ? 'absent' : this.hold ? 'held' : done
    this.#check(what, kind, expected)
    return expected === done
  }

  claimed({ sub, claimId }: KnownHold, result: ClaimResult): void {
    const expected = this.#claimBy(sub, claimId)
    this.#check('claim', claimWord(result), expected)
    if (expected !== `new ${claimId}`) return
    this.hold = { sub, claimId }
    this.#mode = 'seat'
    this.#isBotOff = false
    this.writes++
  }

  #claimBy(sub: string, claimId: string): string {
    const { hold } = this
    if (this.isErased) return 'absent'
    if (hold) return hold.sub === sub ? `again ${hold.claimId}` : `held by ${hold.sub}`
    return this.#mode === 'queued' ? `new ${claimId}` : 'not-waiting'
  }

  said(act: SayAct, result: SayResult): void {
    const found = result.kind === 'said' ? `${result.isNew ? 'new' : 'again'} ${result.seq}` : result.kind
    const before = this.#said.get(act.key)
    const isNew = !this.isErased && before === undefined && this.#holds(act)
    if (isNew) {
      this.#answerPromised('seat', act.text)
      this.#store(act.messageId, 'seat', act.text)
      this.#said.set(act.key, this.#entries.length)
    }
    const said = isNew ? `new ${this.#entries.length}` : before === undefined ? 'not-held' : `again ${before}`
    this.#check('say', found, this.isErased ? 'absent' : said)
  }

  noted(act: SeatAct, { kind }: NoteResult): void {
    const expected = this.isErased ? 'absent' : this.#holds(act) ? 'noted' : 'not-held'
    this.#check('note', kind, expected)
    if (expected === 'noted') this.#notes++
  }

  closed(act: SeatAct, notice: string, result: EndResult): void {
    if (!this.#ends('close', act, result)) return
    this.#answerPromised('notice', notice)
    this.hold = undefined
    this.#mode = 'bot'
  }

  /** Released, lapsed, or transferred to nobody. */
  gaveBack(act: SeatAct, result: EndResult): void {
    if (!this.#ends('give back', act, result)) return
    this.hold = undefined
    this.#mode = 'queued'
    this.#isBotOff = this.#tickets.size > 0
  }

  moved(act: SeatAct, to: KnownHold, result: EndResult): void {
    if (this.#ends('move', act, result)) this.hold = to
  }

  erased(): void {
    this.isErased = true
    this.hold = undefined
    this.#tickets.clear()
  }

  /** Compares all that can be read. */
  read(dialog: DialogView | undefined, desk: DeskView | undefined): void {
    const turns = dialog?.turns.map(
      ({ turnId, seq, answer }) => `${seq} ${turnId} ${answer.source} ${answer.text}`,
    )
    this.#check('turns', turns, this.isErased ? undefined : this.#entries)
    this.#check('desk', desk && deskWord(desk), this.#desk())
  }

  #desk() {
    if (this.isErased || !this.#wasHanded) return undefined
    const kept = [...this.#tickets].flatMap(([turnId, ticket]) =>
      ticket.isPromised && ticket.isKept ? [turnId] : [],
    )
    return {
      mode: this.#mode,
      isBotOff: this.#isBotOff,
      hold: this.hold,
      notes: this.#notes,
      seq: this.#entries.length,
      kept,
    }
  }

  #ends(name: string, act: SeatAct, { kind }: EndResult): boolean {
    const expected = this.isErased ? 'absent' : this.#holds(act) ? 'ended' : 'not-held'
    this.#check(name, kind, expected)
    if (expected === 'ended') this.writes++
    return expected === 'ended'
  }

  #holds({ sub, claimId }: SeatAct): boolean {
    return this.hold?.sub === sub && (claimId ?? this.hold.claimId) === this.hold.claimId
  }

  #switchBot(bot: 'on' | 'off' | undefined): void {
    if (bot === 'off' && !this.#isBotOff) this.writes++
    if (bot !== undefined) this.#isBotOff = bot === 'off'
  }

  #answerPromised(source: string, text: string): void {
    for (const [turnId, { isPromised }] of [...this.#tickets])
      if (isPromised) this.#store(turnId, source, text)
  }

  #store(turnId: TurnId, source: string, text: string): void {
    this.#entries.push(`${this.#entries.length + 1} ${turnId} ${source} ${text}`)
    this.#stored.add(turnId)
    this.#tickets.delete(turnId)
    this.writes++
  }

  #check(what: string, found: unknown, expected: unknown): void {
    if (isDeepStrictEqual(found, expected)) return
    this.faults.push(`${what}: ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`)
  }
}

function claimWord(result: ClaimResult): string {
  if (result.kind === 'claimed') return `${result.isNew ? 'new' : 'again'} ${result.hold.claimId}`
  return result.kind === 'held' ? `held by ${result.sub}` : result.kind
}

function deskWord({ mode, isBotOff, hold, notes, seq, unanswered }: DeskView) {
  return {
    mode,
    isBotOff,
    hold: hold && { sub: hold.sub, claimId: hold.claimId },
    notes: notes.length,
    seq,
    kept: unanswered.map(({ turnId }) => turnId),
  }
}
