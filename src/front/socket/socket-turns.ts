// The turns that one socket has under way: posted, followed to their ends, and left to run on when the socket closes.
import type { Overload } from '../../admission/overload.js'
import type { Clock } from '../../clock.js'
import type { Chat } from '../../dialog/chat.js'
import type { DialogId, TurnId } from '../../ids.js'
import type { Metrics } from '../../ops/metrics.js'
import { Problem } from '../../problem.js'
import type { Trace } from '../../trace/trace.js'
import type { Admitter } from '../chat/admit.js'
import { StreamMeter } from '../first-response.js'
import type { ClientHandle } from './connection.js'
import type { FrameOf } from './frames.js'
import { type SinkOwner, SocketSink } from './turn-sink.js'

export interface SocketTurnsDeps {
  readonly chat: Pick<Chat, 'post'>
  readonly admitter: Admitter
  readonly overload: Pick<Overload, 'refuses' | 'refusal' | 'arrivedAt'>
  readonly clock: Clock
  readonly meter: Pick<Metrics, 'responded' | 'served' | 'broke'>
}

/** The session that the turns belong to. */
export interface TurnsOwner {
  placed(dialogId: DialogId): void
  answered(dialogId: DialogId, seq: number): void
  /** A turn has ended. */
  ended(): void
}

/** How a turn comes: in which trace, and whether the process is going away. */
interface Coming {
  readonly trace: Trace
  readonly path: string
  readonly isDraining: boolean
}

const none: readonly never[] = []

export class SocketTurns implements SinkOwner {
  /** Few, and most of the time none: copied when they change, they weigh least. */
  #sinks: readonly SocketSink[] = none

  constructor(
    private readonly deps: SocketTurnsDeps,
    private readonly peer: ClientHandle,
    private readonly owner: TurnsOwner,
  ) {}

  get size(): number {
    return this.#sinks.length
  }

  /** The dialogs of the turns under way; undefined for a turn that has no place yet. */
  dialogIds(): readonly (DialogId | undefined)[] {
    return this.#sinks.map(({ place }) => place.dialogId)
  }

  find(turnId: TurnId): SocketSink | undefined {
    return this.#sinks.find(({ place }) => place.turnId === turnId)
  }

  /** Nothing is waited for before the turn is posted: turns of one socket keep their order. Throws what refuses it. */
  post(frame: FrameOf<'turn'>, { trace, path, isDraining }: Coming): void {
    const { chat, admitter, overload } = this.deps
    const arrivedAt = overload.arrivedAt()
    const meter = new StreamMeter(this.deps.meter, { admittedAt: arrivedAt })
    try {
      if (isDraining) throw new Problem('draining')
      if (overload.refuses()) throw new Problem('overloaded', overload.refusal())
      const order = admitter.admit({
        customer: this.peer.identity,
        asked: frame,
        textField: '/text',
        key: frame.key,
        keyField: '/key',
        entry: path,
        trace,
        language: this.peer.language,
        arrivedAt,
        announces: true,
        headers: {},
      })
      const sink = new SocketSink(this, this.peer, { ref: frame.ref, trace, admittedAt: arrivedAt, meter })
      this.#sinks = this.#sinks.concat(sink)
      try {
        sink.posted = chat.post({ order, sink, streams: true })
      } catch (refusal) {
        this.#leave(sink)
        throw refusal
      }
      // Already accepted under another id when its key joined it to an earlier turn.
      sink.place.turnId ??= sink.posted.turnId
      // The replay was more than the client read, and the socket has closed.
      if (!sink.isOver && !this.#sinks.includes(sink)) sink.posted.detach()
    } catch (thrown) {
      meter.failed(Problem.from(thrown))
      throw thrown
    }
  }

  /** The turns run on without the socket. */
  detach(): void {
    for (const { posted } of this.#sinks) posted?.detach()
    this.#sinks = none
  }

  placed(dialogId: DialogId): void {
    this.owner.placed(dialogId)
  }

  answered(dialogId: DialogId, seq: number): void {
    this.owner.answered(dialogId, seq)
  }

  over(sink: SocketSink): void {
    this.#leave(sink)
    this.owner.ended()
  }

  responded(admittedAt: number): void {
    this.deps.meter.responded(this.deps.clock.now() - admittedAt)
  }

  #leave(sink: SocketSink): void {
    const others = this.#sinks.filter(other => other !== sink)
    this.#sinks = others.length === 0 ? none : others
  }
}
