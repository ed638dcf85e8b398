// Runs a customer's frames: turns, resume, cancel. One session a socket; its turns go on when it closes.
import type { SignMessage } from '../../cluster/bus.js'
import type { Chat } from '../../dialog/chat.js'
import type { Subscriptions } from '../../dialog/follow/subscriptions.js'
import type { DialogId } from '../../ids.js'
import type { Log } from '../../ops/log.js'
import type { Metrics } from '../../ops/metrics.js'
import { Problem } from '../../problem.js'
import type { SeatLinks } from '../../seats/seat-links.js'
import type { TraceDecision } from '../../trace/sampler.js'
import { continueTrace } from '../../trace/trace.js'
import type { CustomerRate } from '../customer-rate.js'
import { signOf } from '../signs.js'
import type { About, ClientHandle, FrameHandler, SocketKind } from './connection.js'
import { Followed, type FollowedDeps } from './followed-dialogs.js'
import { type FrameOf, readFrame, shapes } from './frames.js'
import { type PersonFrameDeps, personFrame } from './person-frames.js'
import { SocketTurns, type SocketTurnsDeps, type TurnsOwner } from './socket-turns.js'
import { toldShapes } from './told-frames.js'
import { type VerdictFrameDeps, verdictFrame } from './verdict-frames.js'

export interface SessionDeps extends SocketTurnsDeps, PersonFrameDeps, VerdictFrameDeps {
  readonly chat: Chat
  readonly subscriptions: Subscriptions
  readonly standings: FollowedDeps['standings']
  readonly seatLinks: SeatLinks
  /** False: this customer gives too many signs. */
  readonly maySign: CustomerRate
  /** To the seat that holds the dialog, in whatever process. */
  passSign(sign: SignMessage): void
  readonly meter: Pick<Metrics, 'responded' | 'rejected' | 'served' | 'broke'>
  readonly log: Pick<Log, 'error'>
  readonly limits: { readonly readMs: number }
  readonly tracing?: TraceDecision | undefined
}

const PATH = '/ws'

/** The socket of customers. */
export function customerSocket(deps: SessionDeps): SocketKind {
  return {
    path: PATH,
    role: 'customer',
    heard: shapes,
    told: toldShapes,
    listen: peer => new Session(deps, peer),
  }
}

/** Turns and questions to the store that one socket may have under way. */
const UNDER_WAY_MAX = 64

export class Session implements FrameHandler, TurnsOwner {
  readonly #turns: SocketTurns
  readonly #followed: Followed
  #asking = 0
  /** Called when no turn runs but for a person; set when the process goes away. */
  #onIdle: (() => void) | undefined

  constructor(
    private readonly deps: SessionDeps,
    private readonly peer: ClientHandle,
  ) {
    this.#turns = new SocketTurns(deps, peer, this)
    this.#followed = new Followed(deps, peer, this.#turns)
  }

  onFrame(text: string): boolean {
    const read = readFrame(text)
    if (read.kind === 'bad') {
      this.peer.refuse(read.problem, { ref: read.ref })
      return false
    }
    const { frame } = read
    if (this.#turns.size + this.#asking >= UNDER_WAY_MAX) {
      this.peer.refuse({ kind: 'rate-limited', retryAfterS: 1 }, { ref: frame.ref })
      return true
    }
    switch (frame.type) {
      case 'turn':
        return this.#turn(frame)
      case 'resume':
        return this.#ask(frame, this.#followed.resume(frame.dialog_id, frame.after ?? 0))
      case 'cancel':
        return this.#ask(frame, this.#cancel(frame))
      case 'feedback':
      case 'rate':
      case 'confirm':
        return this.#ask(frame, this.#verdict(frame))
      case 'typing':
      case 'read':
        return this.#sign(frame)
      case 'handoff':
      case 'leave':
        return this.#ask(frame, this.#person(frame))
    }
  }

  whenIdle(then: () => void): void {
    this.#onIdle = then
    this.#tellIdle()
  }

  closed(): void {
    this.#turns.detach()
    this.#followed.close()
  }

  placed(dialogId: DialogId): void {
    this.#followed.start(dialogId)
  }

  answered(dialogId: DialogId, seq: number): void {
    this.#followed.passed(dialogId, seq)
  }

  ended(): void {
    this.#tellIdle()
  }

  #turn(frame: FrameOf<'turn'>): boolean {
    const trace = continueTrace(undefined, this.deps.randomHex, this.deps.tracing?.isSampled)
    try {
      this.#turns.post(frame, { trace, path: PATH, isDraining: this.#onIdle !== undefined })
      return true
    } catch (thrown) {
      return this.#refuse(thrown, { ref: frame.ref, trace })
    }
  }

  async #cancel({ turn_id: turnId, dialog_id: given }: FrameOf<'cancel'>): Promise<void> {
    const dialogId = given ?? this.#turns.find(turnId)?.place.dialogId
    if (dialogId === undefined) throw new Problem('not-found')
    const outcome = await this.deps.chat.cancel(this.peer.identity, { dialogId, turnId })
    if (outcome === 'absent') throw new Problem('not-found')
    if (outcome === 'already-answered') throw new Problem('already-answered')
  }

  /** Goes to the seat that holds the dialog. A sign is a hint: one too many, and one for nobody, is dropped. */
  #sign(frame: FrameOf<'typing'> | FrameOf<'read'>): boolean {
    const { owner, shop } = this.peer.identity
    const dialogId = frame.dialog_id
    if (this.#followed.isHeld(dialogId) && this.deps.maySign(owner)) {
      this.deps.passSign({ ...signOf(frame), to: 'seat', dialogId, owner, shop })
    }
    return true
  }

  async #verdict(frame: FrameOf<'feedback'> | FrameOf<'rate'> | FrameOf<'confirm'>): Promise<void> {
    this.peer.send(await verdictFrame(this.deps, this.peer, frame))
  }

  async #person(frame: FrameOf<'handoff'> | FrameOf<'leave'>): Promise<void> {
    const confirmation = await personFrame(this.deps, this.peer, frame)
    this.peer.send(confirmation)
    this.#followed.start(frame.dialog_id)
  }

  #ask(
    {
      ref,
      dialog_id: dialogId,
    }: FrameOf<'resume' | 'cancel' | 'feedback' | 'confirm' | 'rate' | 'handoff' | 'leave'>,
    asked: Promise<void>,
  ): boolean {
    this.#asking++
    asked
      .catch(thrown => this.#refuse(thrown, { ref, dialogId }))
      .finally(() => {
        this.#asking--
      })
    return true
  }

  /** False when the frame itself was at fault. */
  #refuse(thrown: unknown, about: About): boolean {
    const problem = Problem.from(thrown)
    if (problem.kind === 'internal') this.deps.log.error({ err: thrown }, 'frame failed')
    // As over HTTP: what was posted is counted by its end, a fault of ours is no refusal.
    const isTurn = about.trace !== undefined
    if (problem.status === 429 || (isTurn && problem.status < 500)) this.deps.meter.rejected(problem.kind)
    this.peer.refuse(problem, about)
    return problem.kind !== 'invalid-field'
  }

  /** A turn in a dialog that a person holds is durable, and waits as long as the person likes. */
  #tellIdle(): void {
    if (this.#onIdle === undefined) return
    if (this.#turns.dialogIds().every((dialogId = '') => this.#followed.isHeld(dialogId))) this.#onIdle()
  }
}
