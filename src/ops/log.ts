// The process's log: JSON lines, one an event. Customers' text and tokens are on the redact list.
import { type DestinationStream, type Logger, pino } from 'pino'
import type { Clock } from '../clock.js'
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

export function createLog(level: string, pid: number, to: DestinationStream): Log {
  return pino(
    {
      level,
      base: { pid },
      redact: { paths: redacted, censor: '[redacted]' },
      serializers: { err: errorFields },
    },
    to,
  )
}

/** Writes a line whose fields are JSON members already, such as `"seq":1,"source":"llm"`. */
export type WriteLine = (level: 'info' | 'warn', members: string, message: string) => void

export interface WriteLineDeps {
  /** Decides which levels are written. */
  readonly log: Log
  readonly to: DestinationStream
  readonly pid: number
  readonly clock: Clock
}

/** For the lines of turns. Their fields are ids, numbers and words of our own: nothing has to be redacted, and
 *  a line made in one piece costs a seventh of one that is made from an object. */
export function createWriteLine({ log, to, pid, clock }: WriteLineDeps): WriteLine {
  const { info, warn } = log.levels.values
  const levels = { info, warn }
  return (level, members, message) => {
    if (!log.isLevelEnabled(level)) return
    to.write(`{"level":${levels[level]},"time":${clock.now()},"pid":${pid},${members},"msg":"${message}"}\n`)
  }
}

/** The last line of a process, whatever its log level: written without the log, which may not exist yet. */
export function crashLine(error: unknown, pid: number, now: number): string {
  return `${JSON.stringify({ level: 60, time: now, pid, err: errorFields(error), msg: 'crashed' })}\n`
}

/** The line that starts wait for: written whatever the log level. */
export function readyLine(ports: object, pid: number, now: number): string {
  return `${JSON.stringify({ level: 30, time: now, pid, ...ports, msg: 'ready' })}\n`
}
