// Moves the events that dialogs keep to their deliveries: the process of the act moves them at once, and any process
// moves those that others left behind. An event moved twice is added once, because it has one id and one version.
import type { EventSeed, KeepEvent } from '../dialog/store/event-seed.js'
import type { ActRef, KeptEvent, Outbox } from '../dialog/store/outbox.js'
import type { DialogId } from '../ids.js'
import { hasTexts, isRecord, readJson } from '../json.js'
import { repeat } from '../timers.js'
import type { NewEvent } from './event.js'

export interface OutboxMover {
  readonly keep: KeepEvent
  /** Moves the events that the dialog keeps, without waiting. */
  soon(dialogId: DialogId): void
  /** One look for events left behind; the loop does this every second. */
  sweep(): Promise<void>
  close(): Promise<void>
}

/** The parts of an event that are known before its act. */
export interface PackedSeed extends EventSeed {
  readonly id: string
}

export interface OutboxMoverDeps {
  readonly outbox: Outbox
  /** True when some endpoint wants events of this type. */
  isWanted(seed: EventSeed): boolean
  /** As EventTeller.tell. */
  tell(event: NewEvent): Promise<void>
  /** The event's data for shops, after the act, and whose words they may hold. */
  toldOf(dialogId: DialogId, seed: EventSeed, kept: KeptEvent): Promise<Pick<NewEvent, 'data' | 'owner'>>
  newId(): string
  newTraceparent(): string
  onLost(dialogId: DialogId, count: number): void
  /** Called with the error of a move that will be tried again. */
  onError(error: unknown): void
}

export interface OutboxPace {
  readonly sweepMs: number
  /** After this time an announced act is done or too late, and its process has moved its events. */
  readonly leftMs: number
  /** Most acts in one sweep. */
  readonly most: number
}

export const outboxPace: OutboxPace = { sweepMs: 1_000, leftMs: 2_000, most: 200 }

export function createOutboxMover(deps: OutboxMoverDeps, pace: OutboxPace): OutboxMover {
  const { outbox } = deps
  const moving = new Set<Promise<unknown>>()

  async function move(dialogId: DialogId): Promise<void> {
    const { kept, lost } = await outbox.read(dialogId)
    if (lost > 0) deps.onLost(dialogId, lost)
    for (const one of kept) await tell(dialogId, one)
    const last = kept.at(-1)
    if (last) await outbox.done(dialogId, last.version)
  }

  async function tell(dialogId: DialogId, kept: KeptEvent): Promise<void> {
    const seed = readJson(kept.event, isSeed)
    if (seed === undefined) return deps.onLost(dialogId, 1)
    const { id, type, shop, traceparent = deps.newTraceparent() } = seed
    const told = await deps.toldOf(dialogId, seed, kept)
    const { at, version } = kept
    await deps.tell({ id, type, shop, traceparent, dialogId, at, version, ...told })
  }

  /** Resolves to the acts that are left to a later sweep, because the move failed. */
  async function settle(dialogId: DialogId, acts: readonly ActRef[]): Promise<readonly ActRef[]> {
    try {
      await move(dialogId)
      await outbox.forget(acts)
      return []
    } catch (error) {
      deps.onError(error)
      return acts
    }
  }

  function soon(dialogId: DialogId, acts: readonly ActRef[] = []): void {
    const moved = settle(dialogId, acts).finally(() => moving.delete(moved))
    moving.add(moved)
  }

  /** Acts at the front that the next sweep leaves out: those of a node that is down must not hide the later ones. */
  let passed = 0

  /** Moves all dialogs at once: one whose node is down must not keep the others waiting. */
  async function sweep(): Promise<void> {
    const left = await outbox.left(pace.leftMs, pace.most, passed)
    const byDialog = new Map<DialogId, ActRef[]>()
    for (const act of left) byDialog.set(act.dialogId, [...(byDialog.get(act.dialogId) ?? []), act])
    const failed = await Promise.all([...byDialog].map(([dialogId, acts]) => settle(dialogId, acts)))
    passed = left.length < pace.most ? 0 : passed + failed.flat().length
  }
  const sweeping = repeat(() => sweep().catch(deps.onError), pace.sweepMs)

  return {
    soon: dialogId => soon(dialogId),
    sweep,
    async keep(dialogId, seed, act) {
      if (!deps.isWanted(seed)) return act('')
      const { id = deps.newId(), traceparent = deps.newTraceparent() } = seed
      const packed: PackedSeed = { ...seed, id, traceparent }
      const ref = { dialogId, actId: packed.id }
      await outbox.announce(ref)
      // An act that fails may still happen: a sweep then finds the event that it kept.
      const result = await act(JSON.stringify(packed))
      soon(dialogId, [ref])
      return result
    },
    async close() {
      await sweeping.close()
      await Promise.all(moving)
    },
  }
}

function isSeed(value: unknown): value is PackedSeed {
  return isRecord(value) && hasTexts(value, 'id', 'type', 'shop') && isRecord(value.data)
}
