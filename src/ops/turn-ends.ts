// A turn's promise and its end, as operators see them: a log line each, and the end's counts.
import type { TurnEnds } from '../dialog/turn/live-turns.js'
import type { Problem } from '../problem.js'
import type { WriteLine } from './log.js'
import type { Metrics } from './metrics.js'
import type { Sampling } from './sampling.js'
import { answerFields, stepFields, turnIds } from './turn-line.js'

export interface TurnEndsDeps {
  readonly write: WriteLine
  readonly metrics: Pick<Metrics, 'answered' | 'rejected'>
  /** Thins the lines of turns that went well. */
  readonly sampling: Pick<Sampling, 'keeps'>
}

export function createTurnEnds({ write, metrics, sampling }: TurnEndsDeps): TurnEnds {
  return {
    promised(turn) {
      write('info', turnIds(turn, turn.address.dialogId), 'turn promised')
    },
    answered(turn, reply) {
      const { answer } = reply.turn
      metrics.answered(reply.costMs, answer)
      if (answer.source !== 'notice' && !sampling.keeps(turn.turnId)) return
      const ids = turnIds(turn, reply.dialogId)
      write('info', `${ids},${answerFields(reply)},${stepFields(turn.meter.steps)}`, 'turn end')
    },
    failed(turn, problem) {
      const ids = turnIds(turn, turn.address.dialogId)
      const fields = `${ids},"problem":"${problem.kind}",${stepFields(turn.meter.steps)}`
      // Its client has a 202, and another process, or the next one, gives the answer: nothing was refused and nothing broke.
      if (turn.isPromised && problem.kind === 'draining') return write('info', fields, 'turn left behind')
      metrics.rejected(problem.kind)
      if (problem.status >= 500) write('warn', `${fields}${causeField(problem)}`, 'turn failed')
      else write('info', fields, 'turn refused')
    },
  }
}

/** The class of what broke; its message could quote a text. */
function causeField({ cause }: Problem): string {
  const name = cause instanceof Error ? cause.name : typeof cause === 'string' ? cause : undefined
  return name === undefined ? '' : `,"cause":${JSON.stringify(name)}`
}
