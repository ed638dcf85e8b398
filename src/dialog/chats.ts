// The dialogs as the front sees them: posts turns, keeps those that run, stops them, and drains.
// What a turn does is turn.ts; what is stored is dialogs.ts.
import { msLeft } from '../clock.js'
import type { KeyedHash } from '../privacy/keyed-hash.js'
import { Problem } from '../problem.js'
import type { Actors } from './actors.js'
import type { Chat, Posted, Sink, TurnOrder, TurnReply } from './chat.js'
import type { DialogId, Dialogs, TurnId, TurnRef } from './dialogs.js'
import { runTurn } from './run-turn.js'
import { type Address, stopped, type Turn, type TurnPorts } from './turn.js'

/** Hears how each turn ended, for the log and the metrics. */
export interface TurnEnds {
  answered(turn: Turn, reply: TurnReply): void
  failed(turn: Turn, problem: Problem): void
}

export interface ChatPorts extends Omit<TurnPorts, 'renew'> {
  readonly dialogs: Dialogs
  readonly actors: Actors
  readonly keyedHash: KeyedHash
  readonly ends: TurnEnds
  /** 32 random hex digits. */
  newId(): string
  readonly log: { error(fields: object, message: string): void }
}

export interface Chats extends Chat {
  /** Turns that run or wait here. */
  running(): number
  /** Stops what still runs after `ms`; resolves when nothing runs any more. */
  drain(ms: number): Promise<void>
}

interface Live {
  readonly turn: Turn
  readonly stop: AbortController
}

export function createChats(p: ChatPorts): Chats {
  const live = new Map<TurnId, Live>()
  let onIdle: (() => void) | undefined
  const ports: TurnPorts = { ...p, renew: turn => openAddress(turn.order, turn.key, true) }

  /** Where a turn opens its dialog: under a key the id derives from it, so that a retry meets the same record. */
  function openAddress({ customer, key }: TurnOrder, hashedKey: string, renewed: boolean): Address {
    const dialogId = hashedKey === '' ? p.newId() : p.keyedHash('open', customer.uid, key ?? '')
    return { dialogId, opens: true, renewed }
  }

  function createTurn(order: TurnOrder, sink: Sink, streams: boolean): Live {
    const key = order.key === undefined ? '' : p.keyedHash('key', order.customer.uid, order.key)
    const address: Address =
      order.dialogId === undefined
        ? openAddress(order, key, false)
        : { dialogId: order.dialogId, opens: false, renewed: false }
    const slot = p.actors.post(address.dialogId)
    if (slot === undefined) throw new Problem('mailbox-full', { retryAfterS: 1 })
    const stop = new AbortController()
    const turn: Turn = {
      turnId: p.newId(),
      order,
      key,
      textHash: key === '' ? '' : p.keyedHash('text', order.text),
      slot,
      sink,
      streams,
      signal: stop.signal,
      steps: { frontMs: 0, maskMs: 0, placeMs: 0, answerMs: 0, vendorMs: 0, commitMs: 0 },
      steppedAt: order.admittedAt,
      address,
      claimant: undefined,
    }
    return { turn, stop }
  }

  async function run({ turn, stop }: Live): Promise<void> {
    const { sink, slot, order } = turn
    const timer = setTimeout(
      () => stop.abort(new Problem('deadline-passed', { retryAfterS: 1 })),
      msLeft(order.deadlineAt, p.clock.now()),
    )
    try {
      const reply = await runTurn(turn, ports)
      p.ends.answered(turn, reply)
      sink.end(reply)
    } catch (error) {
      const problem = problemOf(error, turn)
      if (turn.claimant) p.tickets.leave(turn.claimant)
      p.ends.failed(turn, problem)
      sink.fail(problem)
    } finally {
      clearTimeout(timer)
      slot.leave()
      live.delete(turn.turnId)
      if (live.size === 0) onIdle?.()
    }
  }

  function problemOf(error: unknown, turn: Turn): Problem {
    if (turn.signal.aborted) return stopped(turn.signal)
    if (error instanceof Problem) return error
    p.log.error({ err: error, traceId: turn.order.trace.traceId }, 'turn broke')
    return new Problem('internal', { cause: error })
  }

  function post(order: TurnOrder, sink: Sink, streams: boolean): Posted {
    const outlet = detachable(sink)
    const started = createTurn(order, outlet.sink, streams)
    const { turnId } = started.turn
    live.set(turnId, started)
    // Never rejects: run() ends every turn through its sink.
    void run(started)
    return { turnId, leave: outlet.detach, promote: async () => ({ at: 'not-now' }) }
  }

  function stopTurn(turnId: TurnId, why: Problem): void {
    live.get(turnId)?.stop.abort(why)
  }

  return {
    post,
    read: (customer, dialogId, signal) => p.dialogs.read(dialogId, customer.owner, signal),
    readTurn: ({ customer, turn, signal }) => p.dialogs.readTurn(turn, customer.owner, signal),
    async cancel(customer, turn: TurnRef) {
      const { result } = await p.dialogs.cancel(turn, customer.owner)
      if (result === 'cancelled') stopTurn(turn.turnId, new Problem('gone'))
      return result
    },
    async forget(customer, dialogId: DialogId) {
      const wasThere = await p.dialogs.forget(dialogId, customer.owner)
      for (const { turn } of live.values()) {
        if (wasThere && turn.address.dialogId === dialogId) stopTurn(turn.turnId, new Problem('gone'))
      }
      return wasThere
    },
    running: () => live.size,
    drain: ms =>
      new Promise(resolve => {
        if (live.size === 0) return resolve()
        const late = setTimeout(() => {
          for (const { stop } of live.values()) stop.abort(new Problem('draining', { retryAfterS: 1 }))
        }, ms)
        onIdle = () => {
          clearTimeout(late)
          resolve()
        }
      }),
  }
}

/** A sink that hears `accepted` once, before anything else, and can be unplugged: the turn runs on, nobody listens. */
function detachable(sink: Sink): { sink: Sink; detach(): void } {
  let isOpen = true
  let isAccepted = false
  const accepted: Sink['accepted'] = place => {
    if (isOpen && !isAccepted) sink.accepted(place)
    isAccepted = true
  }
  return {
    detach() {
      isOpen = false
    },
    sink: {
      accepted,
      delta: text => isOpen && sink.delta(text),
      end(reply) {
        accepted({ dialogId: reply.dialogId, turnId: reply.turn.turnId, renewed: reply.renewed })
        if (isOpen) sink.end(reply)
      },
      fail: problem => isOpen && sink.fail(problem),
    },
  }
}
