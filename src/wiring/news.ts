// Builds what parts of this process tell as it happens, for those who watch the cluster.
import type { Clock } from '../clock.js'
import type { TurnEnds } from '../dialog/turn/live-turns.js'
import { createNotices, type Notices } from '../live/notices.js'
import { createToolWatch, type ToolWatch } from '../live/tool-watch.js'
import { createTurnsSeen, type TurnsSeen } from '../live/turns-seen.js'
import { createVendorWatch, type VendorWatch } from '../live/vendor-watch.js'
import type { Log } from '../ops/log.js'
import { createRecentLatency } from '../ops/recent-latency.js'
import type { State } from './state.js'

/** Made before the parts that tell of themselves. */
export interface News {
  readonly notices: Notices
  readonly vendors: VendorWatch
  readonly tools: ToolWatch
  readonly turns: TurnsSeen
}

export interface NewsWiringDeps {
  readonly clock: Clock
  readonly log: Log
  readonly processId: string
  readonly state: Pick<State, 'changes'>
  newId(): string
}

export function buildNews({ clock, log, processId, state, newId }: NewsWiringDeps): News {
  const onError = (err: unknown) => log.debug({ err }, 'change not kept, will be again')
  const window = () => createRecentLatency(clock)
  return {
    notices: createNotices({ processId, changes: state.changes, newId, onError }),
    vendors: createVendorWatch({ window }),
    tools: createToolWatch({ window }),
    turns: createTurnsSeen(clock),
  }
}

/** The ends of turns, seen by those who watch too. */
export function watchedEnds(ends: TurnEnds, clock: Clock, turns: TurnsSeen): TurnEnds {
  type Turn = Parameters<TurnEnds['failed']>[0]
  const idsOf = ({ turnId, order }: Turn, dialogId: string) => ({
    at: new Date(clock.now()).toISOString(),
    dialog_id: dialogId,
    turn_id: turnId,
    trace_id: order.trace.traceId,
  })
  return {
    ...ends,
    answered(turn, reply) {
      ends.answered(turn, reply)
      turns.note(() => {
        const { source, level, reason } = reply.turn.answer
        const why = reason === undefined ? {} : { reason }
        return { ...idsOf(turn, reply.dialogId), source, level, ...why, cost_ms: reply.costMs }
      })
    },
    failed(turn, problem) {
      ends.failed(turn, problem)
      turns.note(() => ({
        ...idsOf(turn, turn.address.dialogId),
        problem: problem.kind,
        cost_ms: clock.now() - turn.order.admittedAt,
      }))
    },
  }
}
