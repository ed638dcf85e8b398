// The replay's command line.
import { parseArgs } from 'node:util'
import { readWhole, UsageError } from '../usage.js'

export interface ReplayOptions {
  readonly file: string
  /** Where a server runs already; undefined starts one. */
  readonly url: string | undefined
  readonly secret: string | undefined
  /** Dialogs under way at once. */
  readonly concurrency: number
  /** The first so many dialogs of the file. */
  readonly limit: number
  readonly verify: boolean
}

export const usage = `Usage: npm run replay -- FILE [--concurrency 50] [--limit N] [--no-verify]
                               [--url http://127.0.0.1:8080 [--token-secret SECRET]]

Replays the customers' messages of a file of dialogs over POST /chat, in order, each in a dialog of its own, then
reads every dialog's history and checks that it is its turns, oldest first, each exactly once.
FILE has one dialog a line: {"session": "…", "uid": "…", "messages": [{"role": "customer", "text": "…"}, …]}

Without --url a server of its own is started (npm run build first) with a made-up secret and without rate limits;
variables such as REDIS_URL and LLM_URL reach it. With --url tokens are signed with --token-secret or JWT_SECRET.
Exits 1 when a turn failed or a history is wrong.
`

export function readReplayOptions(args: readonly string[], env: NodeJS.ProcessEnv): ReplayOptions | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      url: { type: 'string' },
      concurrency: { type: 'string', default: '50' },
      limit: { type: 'string', default: String(Number.MAX_SAFE_INTEGER) },
      'token-secret': { type: 'string' },
      'no-verify': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  const [file, extra] = positionals
  if (file === undefined || extra !== undefined)
    throw new UsageError('Name one file of dialogs. --help tells more.')
  const secret = values['token-secret'] ?? env.JWT_SECRET
  if (values.url !== undefined && !secret) {
    throw new UsageError('--url needs the secret of that server: --token-secret or JWT_SECRET.')
  }
  return {
    file,
    url: values.url,
    secret: secret || undefined,
    concurrency: readWhole('concurrency', values.concurrency, 1),
    limit: readWhole('limit', values.limit, 1),
    verify: !values['no-verify'],
  }
}
