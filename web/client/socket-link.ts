// Many turns over one WebSocket. After a reconnection the dialogs are resumed where they were; the turns that were
// on it fail, and come again under their keys.

import { type Answer, fromWire, type News, type Place } from './api-types.js'
import { Connection, type ConnectionDeps } from './connection.js'
import { ConnectionError, ProblemError } from './problem-error.js'
import { backoffMs, pauseMs } from './retry.js'
import type { Link, Turn } from './turn.js'

export interface SocketOwner {
  opened(): void
  lost(): void
  tell(name: string, body: unknown): void
  /** Dialogs to resume, and the last seq known of each. */
  cursors(): readonly (readonly [dialogId: string, after: number])[]
  gone(dialogId: string): void
  /** A turn that nobody wants any more got its place after all. */
  unwanted(place: Place): void
}

type AcceptedFrame = { readonly type: 'accepted'; readonly ref: string } & Place
type DeltaFrame = { readonly type: 'delta'; readonly turnId: string; readonly text: string }
/** One that was replayed has no ref. */
type AnswerFrame = { readonly type: 'answer'; readonly ref?: string } & Answer
type ErrorFrame = {
  readonly type: 'error'
  readonly ref?: string
  readonly problem: unknown
  readonly retryAfterS?: number
}
type NewsFrame = { readonly type: Exclude<keyof News, 'answer'>; readonly dialogId: string }
type Frame = AcceptedFrame | DeltaFrame | AnswerFrame | ErrorFrame | NewsFrame

/** Begins the ref of a resume; what follows is the dialog. */
const RESUME = 'resume:'

/** A resume that was refused for the moment. */
interface Refusal {
  /** How often in a row. */
  readonly attempts: number
  /** The pause is over and it was sent again. */
  readonly isSent: boolean
  readonly timer: ReturnType<typeof setTimeout>
}

export class SocketLink implements Link {
  /** Its turns, in the order in which they came; a turn's key is its `ref`. */
  readonly #turns = new Map<string, Turn>()
  /** By dialog. */
  readonly #refused = new Map<string, Refusal>()
  readonly #connection: Connection

  constructor(
    private readonly deps: ConnectionDeps,
    private readonly owner: SocketOwner,
  ) {
    this.#connection = new Connection(deps, {
      opened: () => this.#opened(),
      frame: text => this.#hear(fromWire<Frame>(JSON.parse(text))),
      lost: () => this.#lost(),
    })
  }

  carry(turn: Turn): void {
    this.#turns.set(turn.key, turn)
    if (this.#connection.isOpen) this.#send(turn)
    else this.#connection.open()
  }

  resume(dialogId: string, after: number): void {
    const ref = `${RESUME}${dialogId}`
    if (this.#connection.isOpen) this.#connection.send({ type: 'resume', ref, dialog_id: dialogId, after })
    else this.#connection.open()
  }

  /** A hint: without an open socket it is dropped. */
  sign(frame: object): void {
    this.#connection.send(frame)
  }

  renew(): void {
    this.#connection.renew()
  }

  close(): void {
    this.#forgetRefused()
    this.#connection.close()
  }

  #opened(): void {
    this.owner.opened()
    for (const [dialogId, after] of this.owner.cursors()) this.resume(dialogId, after)
    for (const turn of this.#turns.values()) this.#send(turn)
  }

  #lost(): void {
    const turns = [...this.#turns.values()]
    this.#turns.clear()
    this.#forgetRefused()
    this.owner.lost()
    for (const turn of turns)
      turn.attemptFailed(new ConnectionError('The WebSocket was lost, or could not be opened'))
  }

  #send({ key, body, dialogId, isOver }: Turn): void {
    // Given up before it could be sent.
    if (isOver) this.#turns.delete(key)
    else this.#connection.ask({ type: 'turn', ref: key, key, ...body, dialog_id: dialogId })
  }

  #hear(frame: Frame): void {
    if (frame.type === 'accepted') this.#accepted(frame)
    else if (frame.type === 'delta') this.#byTurnId(frame.turnId)?.delta(frame.text)
    else if (frame.type === 'answer') this.#answer(frame)
    else if (frame.type === 'error') this.#error(frame)
    else this.#tell(frame)
  }

  #accepted({ type, ref, ...place }: AcceptedFrame): void {
    const turn = this.#turns.get(ref)
    if (turn?.isOver === false) turn.accept(place)
    else if (this.#turns.delete(ref)) this.owner.unwanted(place)
  }

  #answer({ type, ref = '', ...answer }: AnswerFrame): void {
    const turn = this.#turns.get(ref) ?? this.#byTurnId(answer.turnId)
    this.#turns.delete(turn?.key ?? ref)
    if (turn === undefined) this.#tell({ type, ...answer })
    else turn.end(answer)
  }

  #error({ ref = '', problem, retryAfterS }: ErrorFrame): void {
    const error = new ProblemError(problem, 500, retryAfterS)
    const turn = this.#turns.get(ref)
    this.#turns.delete(ref)
    turn?.attemptFailed(error)
    if (ref.startsWith(RESUME)) this.#notResumed(ref.slice(RESUME.length), error)
  }

  #notResumed(dialogId: string, error: ProblemError): void {
    const { status } = error
    if (status === 404 || status === 410) this.owner.gone(dialogId)
    else if (status === 429 || status >= 500) this.#resumeLater(dialogId, error)
  }

  /** Until then the dialog is not followed; what is missed comes with the resume. */
  #resumeLater(dialogId: string, error: ProblemError): void {
    const attempts = this.#refused.get(dialogId)?.attempts ?? 0
    const { random } = this.deps
    const ms = pauseMs(error, attempts, random) ?? backoffMs(attempts, random)
    this.#forgetRefusal(dialogId)
    const timer = setTimeout(() => this.#resumeAgain(dialogId), ms)
    this.#refused.set(dialogId, { attempts: attempts + 1, isSent: false, timer })
  }

  /** One that is taken has no reply of its own: news of the dialog tell of it, or that it is not refused in time. */
  #resumeAgain(dialogId: string): void {
    const attempts = this.#refused.get(dialogId)?.attempts ?? 0
    this.#forgetRefusal(dialogId)
    const [, after] = this.owner.cursors().find(([id]) => id === dialogId) ?? []
    if (after === undefined) return
    const timer = setTimeout(() => this.#forgetRefusal(dialogId), this.deps.patience.replyMs)
    this.#refused.set(dialogId, { attempts, isSent: true, timer })
    this.resume(dialogId, after)
  }

  #forgetRefusal(dialogId: string): void {
    clearTimeout(this.#refused.get(dialogId)?.timer)
    this.#refused.delete(dialogId)
  }

  /** A new socket resumes every dialog. */
  #forgetRefused(): void {
    for (const dialogId of this.#refused.keys()) this.#forgetRefusal(dialogId)
  }

  #tell({ type, ...body }: NewsFrame | ({ readonly type: 'answer' } & Answer)): void {
    if (this.#refused.get(body.dialogId)?.isSent) this.#forgetRefusal(body.dialogId)
    this.owner.tell(type, body)
  }

  #byTurnId(turnId: string): Turn | undefined {
    for (const turn of this.#turns.values()) if (turn.place?.turnId === turnId) return turn
    return undefined
  }
}
