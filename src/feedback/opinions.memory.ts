// Opinions of one process, forgotten at its end.
import type { Clock } from '../clock.js'
import type { Dialogs } from '../dialog/store/dialogs.js'
import type { Outbox } from '../dialog/store/outbox.js'
import type { DialogId } from '../ids.js'
import {
  fieldOf,
  type Kept,
  type Opinion,
  type OpinionLimits,
  type Opinions,
  type OpinionWrite,
} from './opinions.js'

export interface MemoryOpinionsDeps {
  readonly clock: Clock
  readonly dialogs: Pick<Dialogs, 'read'>
  readonly outbox: Pick<Outbox, 'keep'>
}

interface Drawer {
  readonly owner: string
  readonly opinions: Map<string, Opinion & { readonly at: number }>
  readonly keys: Map<string, { readonly body: string; readonly at: number }>
}

export function createMemoryOpinions(
  { clock, dialogs, outbox }: MemoryOpinionsDeps,
  limits: OpinionLimits,
): Opinions {
  const drawers = new Map<DialogId, Drawer>()
  const { signal } = new AbortController()
  const isLive = async (dialogId: DialogId, owner: string) =>
    (await dialogs.read(dialogId, owner, signal)) !== undefined

  /** No text outlives its dialog. */
  async function dropEnded(): Promise<void> {
    for (const [dialogId, { owner }] of drawers)
      if (!(await isLive(dialogId, owner))) drawers.delete(dialogId)
  }

  /** Nothing is waited for between the look and the write. */
  function put(drawer: Drawer, { opinion, once }: OpinionWrite): Kept {
    const { opinions, keys } = drawer
    const known = once && keys.get(once.key)
    if (known) return known.body === once.body ? { kind: 'repeated', at: known.at } : { kind: 'key-reused' }
    const field = fieldOf(opinion)
    const before = opinions.get(field)
    const added = Number(before === undefined) + Number(once !== undefined)
    if (opinions.size + keys.size + added > limits.entriesMost) return { kind: 'full' }
    const at = clock.now()
    opinions.set(field, { ...opinion, at })
    if (once) keys.set(once.key, { body: once.body, at })
    return { kind: 'kept', at, before }
  }

  return {
    async keep(write) {
      const { dialogId, owner, event } = write
      await dropEnded()
      if (!(await isLive(dialogId, owner))) return { kind: 'absent' }
      const drawer: Drawer = drawers.get(dialogId) ?? { owner, opinions: new Map(), keys: new Map() }
      drawers.set(dialogId, drawer)
      const [oldest] = drawers.keys()
      if (drawers.size > limits.dialogsMost && oldest !== undefined) drawers.delete(oldest)
      const kept = put(drawer, write)
      if (kept.kind === 'kept' && event) await outbox.keep(dialogId, owner, event)
      return kept
    },
    of: async dialogId => [...(drawers.get(dialogId)?.opinions.values() ?? [])],
    async *all() {
      await dropEnded()
      for (const [dialogId, { opinions }] of [...drawers])
        yield { dialogId, opinions: [...opinions.values()] }
    },
    erase: async dialogId => void drawers.delete(dialogId),
  }
}
