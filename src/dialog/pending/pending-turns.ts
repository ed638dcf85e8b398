// Keeps the promises of 202s: a promise is in the index before it is in the record, and in the record before the client
// gets it. A survivor answers the pending turns of a dead process. What a failover of the store has lost is put there again.
import type { Clock } from '../../clock.js'
import type { Members } from '../../cluster/members.js'
import type { DialogId, TurnId } from '../../ids.js'
import type { StopSignal } from '../../stop.js'
import type { Tickets } from '../queue/tickets.js'
import type { BeginResult, MaskedTurn, Promised, TurnRef } from '../store/dialogs.js'
import type { Pending } from './pending.js'
import { createPendingLines, type PendingLag } from './pending-lines.js'

const SWEEP_MS = 1_000
/** The entries of turns that ended are struck off together: nobody waits for it, and each call to the store costs. */
const STRIKE_MS = 100

export interface PendingTurnsDeps {
  /** Never jumps. */
  readonly steady: Clock
  readonly pending: Pending
  readonly tickets: Pick<Tickets, 'acknowledge' | 'adopt' | 'holds'>
  readonly members: Pick<Members, 'processId' | 'live'>
  readonly pause: (ms: number, signal?: StopSignal) => Promise<void>
  readonly onError: (error: unknown) => void
}

export interface PendingTurn {
  /** The promised turn: the one to which the caller's key belongs. */
  readonly turnId: TurnId
  readonly place: BeginResult
}

export interface PendingTurns {
  /** Undefined when this process has PENDING_MAX promises already. Only the places 'run', 'wait' and 'seat' are
   *  promises; any other is the end of the turn. */
  promote(turn: MaskedTurn, promised: Promised, signal: StopSignal): Promise<PendingTurn | undefined>
  /** Strikes off the entry of a turn that was answered, cancelled or taken back, now or by a later sweep. */
  settle(turnId: TurnId): void
  readonly size: number
  /** Longest time for which a promised turn has been able to run. */
  lagMs(): number
  /** The customers whose promises here are older than the bound. */
  lag(boundMs: number): PendingLag
  /** One round of sweeping; the loop does this every second. */
  sweep(): Promise<void>
  /** Puts the promises of the turns that this process holds into the store again, in the order in which they were made.
   *  To be called when the store is back, which may have lost them: a turn that comes later must find them there. */
  renew(): Promise<void>
  close(): Promise<void>
}

/** A promise that was made here. */
interface Kept {
  readonly turn: MaskedTurn
  readonly promised: Promised
  /** Steady milliseconds. */
  readonly at: number
}

interface Entry {
  readonly entryId: string
  readonly dialogId: DialogId
  readonly kept?: Kept | undefined
}

function isPromise({ kind: at }: BeginResult): boolean {
  return at === 'run' || at === 'wait' || at === 'seat'
}

export function createPendingTurns(deps: PendingTurnsDeps, pendingMax: number): PendingTurns {
  const { pending, tickets, members } = deps
  const entries = new Map<TurnId, Entry>()
  const lines = createPendingLines(() => deps.steady.now())
  const note = (turn: TurnRef & { readonly owner?: string }, entryId: string) => {
    entries.set(turn.turnId, { entryId, dialogId: turn.dialogId, kept: entries.get(turn.turnId)?.kept })
    lines.add(turn)
  }
  const keep = (turn: MaskedTurn, promised: Promised) => {
    const entry = entries.get(turn.turnId)
    if (entry) entries.set(turn.turnId, { ...entry, kept: { turn, promised, at: deps.steady.now() } })
  }
  const stop = new AbortController()
  let over: string[] = []
  let striking = Promise.resolve()
  let renewing = Promise.resolve()

  async function promote(
    turn: MaskedTurn,
    promised: Promised,
    signal: StopSignal,
  ): Promise<PendingTurn | undefined> {
    const { dialogId, turnId } = turn
    if (!entries.has(turnId)) {
      if (entries.size >= pendingMax) return undefined
      const { traceparent } = promised
      note(turn, await pending.promote({ dialogId, turnId, traceparent }, members.processId))
    }
    const place = await tickets.acknowledge(turn, promised, signal)
    // A turn that ended meanwhile, or was erased, is no promise, so its entry must go.
    if (isPromise(place)) keep(turn, promised)
    else settle(turnId)
    if (place.kind !== 'joined') return { turnId, place }
    return promote({ ...turn, turnId: place.turnId }, promised, signal)
  }

  function settle(turnId: TurnId): void {
    const entry = entries.get(turnId)
    if (entry === undefined) return
    entries.delete(turnId)
    lines.remove({ dialogId: entry.dialogId, turnId })
    strike(entry.entryId)
  }

  function strike(entryId: string): void {
    if (over.push(entryId) === 1) striking = deps.pause(STRIKE_MS, stop.signal).then(strikeAll)
  }

  async function strikeAll(): Promise<void> {
    const entryIds = over
    over = []
    await pending.strike(entryIds).catch(deps.onError)
  }

  async function sweep(): Promise<void> {
    const live = members.live()
    if (!live) return
    const found = await pending.sweep(members.processId, live)
    for (const { entryId, from, ...turn } of found) {
      const isOver = !tickets.holds(turn.turnId) && (await tickets.adopt(turn, from))
      note(turn, entryId)
      if (isOver) settle(turn.turnId)
    }
  }

  async function renewAll(): Promise<void> {
    for (const [turnId, { kept }] of [...entries]) {
      if (stop.signal.aborted) return
      if (kept !== undefined && tickets.holds(turnId)) await renewOne(kept)
    }
  }

  async function renewOne({ turn, promised, at }: Kept): Promise<void> {
    const { dialogId, turnId } = turn
    const { traceparent, leftMs } = promised
    const entryId = await pending.promote({ dialogId, turnId, traceparent }, members.processId)
    const entry = entries.get(turnId)
    strike(entry?.entryId ?? entryId)
    if (entry === undefined) return
    entries.set(turnId, { ...entry, entryId })
    const left = leftMs !== undefined && { leftMs: leftMs - (deps.steady.now() - at) }
    await tickets.acknowledge(turn, { ...promised, ...left }, stop.signal)
  }

  async function keepSweeping(): Promise<void> {
    while (!stop.signal.aborted) {
      await deps.pause(SWEEP_MS, stop.signal)
      if (!stop.signal.aborted) await sweep().catch(deps.onError)
    }
  }
  const sweeping = keepSweeping()

  return {
    promote,
    settle,
    get size() {
      return entries.size
    },
    lagMs: lines.longestMs,
    lag: lines.lag,
    sweep,
    renew() {
      renewing = renewing.then(renewAll).catch(deps.onError)
      return renewing
    },
    async close() {
      stop.abort()
      await sweeping
      await renewing
      await striking
    },
  }
}
