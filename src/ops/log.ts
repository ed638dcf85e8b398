// The process's log: pino JSON lines on stdout. Customers' text and tokens are on the redact list.
import { type DestinationStream, destination, type Logger, pino } from 'pino'
import { errorFields } from './errors.js'

export type Log = Logger

const redacted = [
  'text',
  'answer',
  'question',
  'token',
  'authorization',
  'secret',
  '*.text',
  '*.answer',
  '*.token',
]

/** Lines go out asynchronously: flush before the process exits. */
export function createLog(level: string, pid: number, to: DestinationStream = stdout()): Log {
  return pino(
    {
      ...{ level, base: { pid }, redact: { paths: redacted, censor: '[redacted]' } },
      serializers: { err: errorFields },
    },
    to,
  )
}

/** For lines whose every field is an id, a number or a word of our own: looking for what to hide in them is half of
 *  a line's cost. */
export function withoutRedaction(log: Log): Log {
  return log.child({}, { redact: [] })
}

function stdout(): DestinationStream {
  return destination({ dest: 1, sync: false })
}

/** Runs a task that nobody waits for; its failure is logged, never lost. */
export function background(task: Promise<unknown>, log: Log, what: string): void {
  task.catch(err => log.error({ err }, what))
}
