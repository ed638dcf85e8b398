// The simulator's settings and how the command line names them.
import { parseArgs } from 'node:util'
import { type Fault, parseFault } from './faults.js'
import { type Latency, parseLatency } from './latency.js'

export interface VendorOptions {
  /** 0 takes a free port. */
  readonly port: number
  /** Up to the headers of an answer, or of a stream. */
  readonly latency: Latency
  /** The answer has at least so many tokens. */
  readonly tokens: number
  /** Between two tokens of a stream. */
  readonly tokenMs: number
  readonly faults: readonly Fault[]
  /** The faults hit the calls for this model alone; empty: all calls. */
  readonly faultsFor: string
  /** The only key that is accepted; empty accepts any. */
  readonly key: string
  /** How many calls are kept for `/_sim/calls`. */
  readonly wake: number
  readonly seed: number
  /** Each answer names its call, so that what was stored shows which prompt it came from. */
  readonly numbered: boolean
  /** Every answer; empty leaves them to the questions. */
  readonly say: string
}

export const quietVendor: VendorOptions = {
  port: 0,
  latency: { kind: 'fixed', ms: 0 },
  tokens: 1,
  tokenMs: 0,
  faults: [],
  faultsFor: '',
  key: '',
  wake: 200,
  seed: 1,
  numbered: false,
  say: '',
}

export const usage = `Usage: vendor [--port 0] [--latency 20] [--tokens 40] [--token-ms 15] [--fail FAULT]... [--key KEY]
              [--ring 200] [--seed 1] [--numbered] [--say TEXT]

A simulated LLM vendor on 127.0.0.1: POST /v1/chat/completions and POST /v1/completions, whole and streamed.
It prints one JSON line with its port when it serves.

  --latency   N | uniform:FROM,TO | lognormal:MEDIAN,SIGMA   milliseconds up to the headers
  --fail      KIND[=ARG][:PROBABILITY][xTIMES][@FROM-TO]     may be given several times; FROM, TO in seconds
              400 401 403 404 408 413 422 429[=RETRY_AFTER] 500 502 503[=RETRY_AFTER] 504
              hang reset slow=MS cut=TOKENS end=TOKENS stall=TOKENS fault=TOKENS split=BYTES
              malformed empty filter length whole huge=BYTES
              --fail 503:0.3   --fail 429=2x1   --fail 503@10-70

Where tools are offered, a question about an order calls one; [[call:NAME {"order_id":"1"}]] in a question orders a call.
A prompt whose last customer message holds [[sim:FAULT]] gets that fault, such as [[sim:503]] or [[sim:cut=5]].
GET /_sim/calls tells the counts and the newest calls; PUT /_sim/faults takes
{"faults":["503:0.3"],"faultsFor":"MODEL","latency":"20","tokens":40,"tokenMs":15,"key":"k","say":"…"} while it runs.
`

/** Reads the arguments. Throws on an unknown flag or a value that cannot be read. */
export function readOptions(args: readonly string[]): VendorOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '0' },
      latency: { type: 'string', default: '20' },
      tokens: { type: 'string', default: '40' },
      'token-ms': { type: 'string', default: '15' },
      fail: { type: 'string', multiple: true, default: [] },
      key: { type: 'string', default: '' },
      ring: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      numbered: { type: 'boolean', default: false },
      say: { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  return {
    port: wholeNumber('port', values.port),
    latency: parseLatency(values.latency),
    tokens: wholeNumber('tokens', values.tokens),
    tokenMs: wholeNumber('token-ms', values['token-ms']),
    faults: values.fail.map(parseFault),
    faultsFor: '',
    key: values.key,
    wake: wholeNumber('ring', values.ring),
    seed: wholeNumber('seed', values.seed),
    numbered: values.numbered,
    say: values.say,
  }
}

function wholeNumber(flag: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new RangeError(`--${flag} must be a whole number, got "${text}"`)
  return Number(text)
}
