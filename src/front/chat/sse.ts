// Server-sent events: how a turn and a dialog look as a stream (HTML Living Standard §9.2).

import type { Clock } from '../../clock.js'
import type { Chat, Sink, TurnOrder, TurnReply } from '../../dialog/chat.js'
import type { TurnRef } from '../../dialog/store/dialogs.js'
import type { DialogId } from '../../ids.js'
import type { Metrics } from '../../ops/metrics.js'
import type { Problem } from '../../problem.js'
import type { Texts } from '../../texts.js'
import type { Trace } from '../../trace/trace.js'
import { StreamMeter } from '../first-response.js'
import { type Outlet, type ProblemLike, problemBody, retryAfterOf, type StreamReply } from '../http/reply.js'
import type { Client } from '../http/request.js'
import { acceptedOf, followed, replyOf } from './json.js'
import { type FollowEvent, seqOf } from './replay.js'

/** uWS closes a response that is silent for 8 s, and so do some proxies. */
const KEEP_ALIVE_MS = 5000

const headers = { 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' }

export function event(name: string, body: unknown, id?: number): string {
  const cursor = id === undefined ? '' : `id: ${id}\n`
  return `event: ${name}\n${cursor}data: ${JSON.stringify(body)}\n\n`
}

/** The problem that ends a stream. Its head has left by then, so that the event itself says when to try again. */
export function errorEvent(problem: ProblemLike, trace: Trace, texts: Texts): string {
  const body = problemBody(problem, trace, texts)
  return event('error', { ...body, retry_after_s: retryAfterOf(problem) })
}

/** A stream that may be written to before its head has left. */
export class EventStream {
  readonly reply: StreamReply = {
    status: 200,
    type: 'text/event-stream',
    headers,
    start: outlet => this.#start(outlet),
  }
  #outlet: Outlet | undefined
  // The first piece: a comment makes the head leave at once.
  #early = ':\n\n'
  #isOver = false
  #then: () => void = () => undefined
  #keepAlive: NodeJS.Timeout | undefined

  constructor(private readonly client: Client) {}

  /** Called when the stream is over: it was ended, or the client has gone. */
  onOver(then: () => void): void {
    this.#then = then
    this.client.onGone = () => this.#stop()
    if (this.#isOver || !this.client.isOpen) this.#stop()
  }

  write(piece: string): void {
    if (this.#isOver) return
    if (this.#outlet === undefined) this.#early += piece
    else this.#outlet.write(piece)
  }

  end(last: string): void {
    this.write(last)
    this.#stop()
    this.#outlet?.end()
  }

  #start(outlet: Outlet): void {
    this.#outlet = outlet
    outlet.write(this.#early)
    if (this.#isOver) outlet.end()
    else this.#keepAlive = setInterval(() => outlet.write(':\n\n'), KEEP_ALIVE_MS)
  }

  #stop(): void {
    this.#isOver = true
    clearInterval(this.#keepAlive)
    this.#then()
    this.#then = () => undefined
  }
}

export interface TurnStreamDeps {
  readonly chat: Chat
  readonly clock: Clock
  readonly meter: Pick<Metrics, 'responded' | 'served' | 'broke'>
}

/** Posts the turn; its events go into the stream. Throws what `post` throws. */
export function streamTurn(
  deps: TurnStreamDeps,
  order: TurnOrder,
  { stream, texts }: { stream: EventStream; texts: Texts },
): void {
  const posted = deps.chat.post({
    order,
    sink: new TurnStream(deps, { order, stream, texts }),
    streams: true,
  })
  stream.onOver(() => posted.detach())
}

class TurnStream implements Sink {
  #hasResponded = false
  readonly #meter: StreamMeter

  constructor(
    private readonly deps: TurnStreamDeps,
    private readonly turn: { order: TurnOrder; stream: EventStream; texts: Texts },
  ) {
    this.#meter = new StreamMeter(deps.meter, turn.order)
  }

  accepted(place: TurnRef & { readonly renewed: boolean }): void {
    this.#meter.begun()
    this.turn.stream.write(event('accepted', acceptedOf(place)))
  }

  delta(text: string): void {
    this.#responded()
    this.turn.stream.write(event('delta', { text }))
  }

  end(reply: TurnReply): void {
    this.#responded()
    this.turn.stream.end(event('answer', replyOf(reply), reply.turn.seq))
  }

  fail(problem: Problem): void {
    const { order, stream, texts } = this.turn
    this.#meter.failed(problem)
    stream.end(errorEvent(problem, order.trace, texts))
  }

  #responded(): void {
    this.#meter.begun()
    if (this.#hasResponded) return
    this.#hasResponded = true
    this.deps.meter.responded(this.deps.clock.now() - this.turn.order.admittedAt)
  }
}

/** A dialog's event as a piece of a stream. */
export function followPiece(dialogId: DialogId, happened: Exclude<FollowEvent, { kind: 'gone' }>): string {
  const { type, ...body } = followed(dialogId, happened)
  return event(
    type,
    body,
    seqOf(happened) ?? (happened.kind === 'reset' ? happened.turns.at(-1)?.seq : undefined),
  )
}
