// The clients of a turn: the one that posted it, and those that repeated it under its key while it ran.
import type { Clock } from '../../clock.js'
import type { Sink, TurnClient, TurnOrder, TurnReply } from '../chat.js'

export interface Audience {
  /** The sink that the turn writes to. It passes `accepted` on once, before anything else, however often it is
   *  called. */
  readonly sink: Sink
  /** Sends the client every event from the turn's beginning on. */
  join(client: TurnClient): void
  /** Ends the calls to the client; the turn runs on. */
  detach(client: TurnClient): void
}

const nobody: readonly TurnClient[] = []

/** `first` posted the turn; `onOver` is called once, when the turn has ended. */
export function createAudience(first: TurnClient | undefined, clock: Clock, onOver: () => void): Audience {
  // A list made anew by each who comes or goes: nearly all turns have one client for all of their life.
  let clients: readonly TurnClient[] = first ? [first] : nobody
  let place: Parameters<Sink['accepted']>[0] | undefined
  let said = ''

  const accepted: Sink['accepted'] = where => {
    if (place) return
    place = where
    for (const { sink } of clients) sink.accepted(where)
  }
  const over = (tell: (client: TurnClient) => void) => {
    const all = clients
    clients = nobody
    for (const client of all) tell(client)
    onOver()
  }

  return {
    sink: {
      accepted,
      delta(text) {
        said += text
        for (const { sink, streams } of clients) if (streams) sink.delta(text)
      },
      end(reply) {
        accepted({ dialogId: reply.dialogId, turnId: reply.turn.turnId, renewed: reply.renewed })
        over(one => one.sink.end(one === first ? reply : repeated(reply, one.order, clock.now())))
      },
      fail: problem => over(one => one.sink.fail(problem)),
    },
    join(client) {
      clients = [...clients, client]
      if (place) client.sink.accepted(place)
      if (said !== '' && client.streams) client.sink.delta(said)
    },
    detach(client) {
      clients = clients.filter(one => one !== client)
    },
  }
}

/** The reply for an order that repeats the turn: with the order's own time, and without tokens, which count once. */
function repeated(reply: TurnReply, order: TurnOrder, now: number): TurnReply {
  return { ...reply, costMs: now - order.admittedAt, usage: undefined }
}
