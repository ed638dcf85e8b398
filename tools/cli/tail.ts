// `rushdesk tail`: the cluster's turns as they end, and what is changed, a line each until Ctrl-C.
import { parseArgs } from 'node:util'
import { createParser } from 'eventsource-parser'
import { AdminError, addressOf } from './admin-client.js'
import type { Command } from './terminal.js'

const usage = `Usage: rushdesk tail [--json] [--count N]

  A line for each turn that ends, at most 50 a second, without any text, and for each change in the cluster.
  --json     as the process tells it
  --count N  ends after so many lines
`

interface TurnShown {
  readonly at: string
  readonly turn_id: string
  readonly dialog_id: string
  readonly source?: string
  readonly level?: number
  readonly reason?: string
  readonly problem?: string
  readonly cost_ms: number
}

interface ChangeShown {
  readonly kind: string
  readonly by: string
  readonly from: unknown
  readonly to: unknown
  readonly why: string
}

export const tail: Command = async (args, terminal) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      count: { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    terminal.write(usage)
    return 0
  }
  let left = values.count === '' ? Number.POSITIVE_INFINITY : Number(values.count)
  const stop = new AbortController()
  const show = (name: string, data: string) => {
    if (left <= 0 || (name !== 'turn' && name !== 'change')) return
    terminal.write(`${values.json ? data : lineOf(name, data)}\n`)
    left -= 1
    if (left <= 0) stop.abort()
  }
  await follow(terminal.env, stop.signal, show)
  return 0
}

/** Ends when the signal does; a stream that the process ends is an error. */
async function follow(
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  show: (name: string, data: string) => void,
): Promise<void> {
  const { base, token } = addressOf(env)
  const parser = createParser({ onEvent: ({ event = '', data }) => show(event, data) })
  try {
    const reply = await fetch(new URL('/admin/live?turns=1', base), {
      signal,
      headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
    })
    if (!reply.ok || reply.body === null) throw new AdminError(`GET /admin/live: ${reply.status}`)
    for await (const text of reply.body.pipeThrough(new TextDecoderStream())) parser.feed(text)
    throw new AdminError('the process has ended the stream: it goes away, or the token has expired')
  } catch (error) {
    if (signal.aborted) return
    throw error instanceof AdminError ? error : new AdminError(`${base} does not answer`)
  }
}

function lineOf(name: string, data: string): string {
  if (name === 'change') {
    const { kind, by, from, to, why } = JSON.parse(data) as ChangeShown
    return `* ${kind}: ${from} → ${to} by ${by}${why === '' ? '' : ` (${why})`}`
  }
  const turn = JSON.parse(data) as TurnShown
  const end =
    turn.problem === undefined ? `${turn.source} at level ${turn.level}` : `refused: ${turn.problem}`
  const why = turn.reason === undefined ? '' : ` (${turn.reason})`
  return `${turn.at.slice(11, 23)}  ${turn.turn_id}  ${String(Math.round(turn.cost_ms)).padStart(6)} ms  ${end}${why}`
}
