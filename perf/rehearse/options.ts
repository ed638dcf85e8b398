// The rehearsal's command line.
import { parseArgs } from 'node:util'
import { readWhole, UsageError } from '../../tools/usage.js'

export interface RehearseOptions {
  /** Names of scenarios; none means all. */
  readonly names: readonly string[]
  readonly isShort: boolean
  readonly questions: string | undefined
  /** Arrivals a second of steady load. */
  readonly ratePerS: number
  readonly customers: number
  readonly processes: number
  /** The folder of the report. */
  readonly out: string
  /** Where a server runs already; undefined starts a cluster for each scenario. */
  readonly url: string | undefined
  readonly secret: string | undefined
  /** Of the simulated vendor that the server at `url` asks. */
  readonly vendorUrl: string | undefined
}

export const usage = `Usage: npm run rehearse -- [SCENARIO]... [--short] [--questions FILE] [--rate 100] [--customers 5000]
                          [--processes 2] [--out build/rehearsal]
                          [--url http://127.0.0.1:8080 [--token-secret SECRET] [--vendor-url URL]]

Plays scenarios of the sale on a fixed schedule of arrivals and judges them against what the service promises:
  steady surge vendor-slow vendor-down vendor-cut bad-release
  redis-frozen redis-killed process-killed orders people
  --short      the same faults with shorter waits (some 6 minutes); the ladder is not seen to come all the way down
  --questions  real questions: one a line, or dialogs as npm run replay takes them
  --rate       arrivals a second of steady load; the surge has 30 times as many
  --customers  how many tokens are signed; no customer should exceed UID_RATE_PER_S

Without --url each scenario gets a cluster of its own (npm run build first): so many processes on one port, a private
Redis, a simulated vendor of 150 ms. Variables such as RATE_PER_S reach the processes.
With --url tokens are signed with --token-secret or JWT_SECRET, the server's RATE_PER_S, RATE_BURST and
TURN_DEADLINE_MS must be set here too when they are not the defaults, and what cannot be broken from here is left
out: all but steady and surge, or with --vendor-url (a simulator: npm run vendor) all but Redis and the process.

Writes report.html and report.png. Exits 1 when a promise was broken.
`

export function readRehearseOptions(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): RehearseOptions | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      short: { type: 'boolean', default: false },
      questions: { type: 'string' },
      rate: { type: 'string', default: '100' },
      customers: { type: 'string', default: '5000' },
      processes: { type: 'string', default: '2' },
      out: { type: 'string', default: 'build/rehearsal' },
      url: { type: 'string' },
      'token-secret': { type: 'string' },
      'vendor-url': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  const secret = values['token-secret'] ?? env.JWT_SECRET
  if (values.url !== undefined && !secret) {
    throw new UsageError('--url needs the secret of that server: --token-secret or JWT_SECRET.')
  }
  return {
    names: positionals,
    isShort: values.short,
    questions: values.questions,
    ratePerS: readWhole('rate', values.rate, 1),
    customers: readWhole('customers', values.customers, 1),
    processes: readWhole('processes', values.processes, 1),
    out: values.out,
    url: values.url,
    secret: secret || undefined,
    vendorUrl: values['vendor-url'],
  }
}
