// A turn's promise and its end, as operators see them: a log line each, and the end's counts.
import type { TurnEnds } from '../dialog/live-turns.js'
import type { Turn } from '../dialog/turn.js'
import type { Problem } from '../problem.js'
import { type Log, withoutRedaction } from './log.js'
import type { Metrics } from './metrics.js'

export function createTurnEnds(full: Log, metrics: Pick<Metrics, 'answered' | 'rejected'>): TurnEnds {
  const log = withoutRedaction(full)
  return {
    promised(turn) {
      log.info(whose(turn, turn.address.dialogId), 'turn promised')
    },
    answered(turn, { dialogId, turn: stored, costMs }) {
      const { source, level, reason, faqId } = stored.answer
      metrics.answered(costMs, source, level)
      log.info(
        { ...whose(turn, dialogId), seq: stored.seq, source, level, reason, faqId, costMs, ...turn.steps },
        'turn end',
      )
    },
    failed(turn, problem) {
      metrics.rejected(problem.kind)
      const fields = { ...whose(turn, turn.address.dialogId), problem: problem.kind, ...turn.steps }
      if (problem.status >= 500) log.warn({ ...fields, cause: causeOf(problem) }, 'turn failed')
      else log.info(fields, 'turn refused')
    },
  }
}

function whose(turn: Turn, dialogId: string) {
  return {
    traceId: turn.order.trace.traceId,
    dialogId,
    turnId: turn.turnId,
    owner: turn.order.customer.owner,
  }
}

/** The class of what broke; its message could quote a text. */
function causeOf({ cause }: Problem): string | undefined {
  return cause instanceof Error ? cause.name : typeof cause === 'string' ? cause : undefined
}
