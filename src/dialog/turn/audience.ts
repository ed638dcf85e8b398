// The clients of a turn: the one that posted it, and those that repeated it under its key while it ran.
import type { Clock } from '../../clock.js'
import type { Sink, TurnOrder, TurnReply } from '../chat.js'

/** A client that wants to hear of a turn. */
export interface Listener {
  readonly order: TurnOrder
  readonly sink: Sink
  readonly streams: boolean
}

export interface Audience {
  /** The sink that the turn writes to. It passes `accepted` on once, before anything else, however often it is
   *  called. */
  readonly sink: Sink
  /** Tells the listener everything from the turn's beginning on. */
  join(listener: Listener): void
  /** The listener is called no more; the turn runs on. */
  leave(listener: Listener): void
}

/** `first` posted the turn; `onOver` is called once, when it has ended. */
export function createAudience(first: Listener | undefined, clock: Clock, onOver: () => void): Audience {
  const listeners = new Set<Listener>(first && [first])
  let place: Parameters<Sink['accepted']>[0] | undefined
  let said = ''

  const accepted: Sink['accepted'] = where => {
    if (place) return
    place = where
    for (const { sink } of listeners) sink.accepted(where)
  }
  const over = (tell: (listener: Listener) => void) => {
    for (const listener of listeners) tell(listener)
    listeners.clear()
    onOver()
  }

  return {
    sink: {
      accepted,
      delta(text) {
        said += text
        for (const { sink, streams } of listeners) if (streams) sink.delta(text)
      },
      end(reply) {
        accepted({ dialogId: reply.dialogId, turnId: reply.turn.turnId, renewed: reply.renewed })
        over(one => one.sink.end(one === first ? reply : repeated(reply, one.order, clock.now())))
      },
      fail: problem => over(one => one.sink.fail(problem)),
    },
    join(listener) {
      listeners.add(listener)
      if (place) listener.sink.accepted(place)
      if (said !== '' && listener.streams) listener.sink.delta(said)
    },
    leave: listener => void listeners.delete(listener),
  }
}

/** The reply as it is to an order that repeats the turn: its own time, and no tokens, which are counted once. */
function repeated(reply: TurnReply, order: TurnOrder, now: number): TurnReply {
  return { ...reply, costMs: now - order.admittedAt, usage: undefined }
}
