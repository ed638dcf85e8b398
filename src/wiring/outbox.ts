// Builds the mover of events from the dialogs that keep them to the deliveries.
import type { Config } from '../config/config.js'
import type { DeskView } from '../dialog/store/handovers.js'
import type { DialogId } from '../ids.js'
import type { Log } from '../ops/log.js'
import { summaryOf } from '../seats/summary.js'
import { dialogEventData } from '../webhooks/dialog-event.js'
import {
  createOutboxMover,
  type OutboxMover,
  type OutboxMoverDeps,
  outboxPace,
} from '../webhooks/outbox-mover.js'
import type { State } from './state.js'

interface OutboxWiringDeps extends Pick<OutboxMoverDeps, 'isWanted' | 'tell' | 'newTraceparent' | 'newId'> {
  readonly log: Log
  readonly state: Pick<State, 'handovers' | 'outbox'>
  /** Of an erased dialog shops hear nothing more but that it is erased. */
  erased(dialogId: DialogId): Promise<void>
}

const HOUR_MS = 3_600_000

export function buildOutboxMover({ reportHours }: Config, deps: OutboxWiringDeps): OutboxMover {
  const { log, state } = deps
  return createOutboxMover(
    {
      ...deps,
      outbox: state.outbox,
      async tell(event) {
        if (event.type === 'dialog.erased' && event.dialogId !== undefined) await deps.erased(event.dialogId)
        await deps.tell(event)
      },
      async toldOf(dialogId, seed, kept) {
        const view = await state.handovers.read(dialogId, seed.shop)
        const rules = { reportMs: reportHours * HOUR_MS, summaryOf: (seen: DeskView) => summaryOf(seen).text }
        return { data: dialogEventData(seed, kept, { view, ...rules }), owner: seed.owner ?? view?.owner }
      },
      onLost: (dialogId, count) => log.warn({ dialog_id: dialogId, count }, 'events of a dialog are lost'),
      onError: err => log.warn({ err }, 'events of a dialog not moved, will be'),
    },
    outboxPace,
  )
}
