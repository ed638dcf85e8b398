// A turn's deltas and end as frames.
import type { Posted, Sink, TurnReply } from '../../dialog/chat.js'
import type { TurnRef } from '../../dialog/store/dialogs.js'
import type { DialogId, TurnId } from '../../ids.js'
import type { Problem } from '../../problem.js'
import type { Trace } from '../../trace/trace.js'
import { acceptedOf, replyOf } from '../chat/json.js'
import type { StreamMeter } from '../first-response.js'
import type { ClientHandle } from './connection.js'

/** Hears what becomes of a sink's turn. */
export interface SinkOwner {
  placed(dialogId: DialogId): void
  /** Before the frame of the answer is sent. */
  answered(dialogId: DialogId, seq: number): void
  /** After the last frame. */
  over(sink: SocketSink): void
  /** A turn's first response leaves: milliseconds since it was admitted. */
  responded(admittedAt: number): void
}

export interface SinkTurn {
  readonly ref: string | undefined
  readonly trace: Trace
  readonly admittedAt: number
  readonly meter: StreamMeter
}

export class SocketSink implements Sink {
  posted: Posted | undefined
  place: { dialogId: DialogId | undefined; turnId: TurnId | undefined } = {
    dialogId: undefined,
    turnId: undefined,
  }
  isOver = false
  #hasResponded = false

  constructor(
    private readonly owner: SinkOwner,
    private readonly peer: ClientHandle,
    private readonly turn: SinkTurn,
  ) {}

  accepted(place: TurnRef & { readonly renewed: boolean }): void {
    this.place = place
    this.turn.meter.begun()
    this.peer.send({ type: 'accepted', ref: this.turn.ref, ...acceptedOf(place) })
    this.owner.placed(place.dialogId)
  }

  delta(text: string): void {
    this.#responded()
    this.peer.send({ type: 'delta', turn_id: this.place.turnId, text })
  }

  end(reply: TurnReply): void {
    this.#responded()
    this.owner.answered(reply.dialogId, reply.turn.seq)
    this.peer.send({ type: 'answer', ref: this.turn.ref, ...replyOf(reply) })
    this.#over()
  }

  fail(problem: Problem): void {
    const { ref, trace, meter } = this.turn
    meter.failed(problem)
    this.peer.refuse(problem, { ref, trace, dialogId: this.place.dialogId })
    this.#over()
  }

  #over(): void {
    this.isOver = true
    this.owner.over(this)
  }

  #responded(): void {
    this.turn.meter.begun()
    if (this.#hasResponded) return
    this.#hasResponded = true
    this.owner.responded(this.turn.admittedAt)
  }
}
