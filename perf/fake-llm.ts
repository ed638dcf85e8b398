// The simulated LLM vendor: a real HTTP server that speaks chat completions and legacy completions, whole and
// streamed, with latency and faults to order. `npm run vendor -- --help`; tests call startVendor.

import uWS, {
  type HttpRequest,
  type HttpResponse,
  type TemplatedApp,
  type us_listen_socket,
} from 'uWebSockets.js'
import { EventEmitter } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createFaults, type Fault, type Faults, faultInText, parseFault } from './fake-llm/faults.js'
import { drawMs, parseLatency, seededRandom } from './fake-llm/latency.js'
import { quietVendor, readOptions, usage, type VendorOptions } from './fake-llm/options.js'
import { play, type Reply, refuse } from './fake-llm/play.js'
import { type Asked, errorBody, type Protocol, readAsked } from './fake-llm/reply.js'

/** A call as the vendor saw it. */
export interface VendorCall {
  /** From 1. */
  readonly number: number
  readonly at: number
  readonly protocol: Protocol
  readonly traceparent: string
  readonly hasAuthorization: boolean
  readonly body: string
}

export interface Vendor {
  /** The base, such as `http://127.0.0.1:9000/v1`. */
  readonly url: string
  readonly port: number
  /** The newest calls, oldest first. */
  calls(): readonly VendorCall[]
  /** Calls received, calls being answered, calls whose client left before the end. */
  counts(): { readonly received: number; readonly running: number; readonly left: number }
  /** Changes what is named and leaves the rest. Faults count from now. */
  set(options: Partial<VendorOptions>): void
  /** Emits `call` with the VendorCall when one arrives, `left` when a client goes before the end. */
  readonly events: EventEmitter
  close(): void
}

/** Starts the simulator on 127.0.0.1. What is not named is as in `quietVendor`: a free port, no latency, no fault. */
export async function startVendor(named: Partial<VendorOptions> = {}): Promise<Vendor> {
  const options = { ...quietVendor, ...named }
  const vendor = createVendorState(options)
  const app = uWS.App()
  app.post('/v1/chat/completions', (res, req) => takeCall(vendor, 'chat', res, req))
  app.post('/v1/completions', (res, req) => takeCall(vendor, 'completions', res, req))
  app.get('/_sim/calls', res => {
    sendJson(res, { ...vendor.counts, last: vendor.calls })
  })
  app.put('/_sim/faults', res => takeFaults(vendor, res))
  app.any('/*', res => {
    res.writeStatus('404').end(errorBody('no such route', 'not_found'))
  })
  const port = await listen(app, options.port)
  return {
    url: `http://127.0.0.1:${port}/v1`,
    port,
    calls: () => vendor.calls,
    counts: () => vendor.counts,
    set: changes => setOptions(vendor, changes),
    events: vendor.events,
    close: () => {
      app.close()
    },
  }
}

interface VendorState {
  options: VendorOptions
  faults: Faults
  readonly random: () => number
  readonly calls: VendorCall[]
  readonly counts: { received: number; running: number; left: number }
  readonly events: EventEmitter
}

function createVendorState(options: VendorOptions): VendorState {
  const random = seededRandom(options.seed)
  return {
    options,
    faults: createFaults(options.faults, Date.now(), random),
    random,
    calls: [],
    counts: { received: 0, running: 0, left: 0 },
    events: new EventEmitter(),
  }
}

function setOptions(vendor: VendorState, changes: Partial<VendorOptions>): void {
  vendor.options = { ...vendor.options, ...changes }
  if (changes.faults !== undefined) vendor.faults = createFaults(changes.faults, Date.now(), vendor.random)
}

function takeCall(vendor: VendorState, protocol: Protocol, res: HttpResponse, req: HttpRequest): void {
  const reply: Reply = { res, isOver: false, onEnd: () => vendor.counts.running-- }
  const traceparent = req.getHeader('traceparent')
  const authorization = req.getHeader('authorization')
  const number = ++vendor.counts.received
  vendor.counts.running++
  res.onAborted(() => {
    if (reply.isOver) return
    reply.isOver = true
    vendor.counts.running--
    vendor.counts.left++
    vendor.events.emit('left')
  })
  readBody(res, body => {
    const call = {
      number,
      at: Date.now(),
      protocol,
      traceparent,
      hasAuthorization: authorization !== '',
      body,
    }
    vendor.calls.push(call)
    if (vendor.calls.length > vendor.options.wake) vendor.calls.shift()
    vendor.events.emit('call', call)
    const { key } = vendor.options
    if (key !== '' && authorization !== `Bearer ${key}`) return refuse(reply, { kind: '401', arg: undefined })
    const asked = tryReadAsked(protocol, body)
    if (asked === undefined) return refuse(reply, { kind: '400', arg: undefined })
    const { latency, tokens, tokenMs, numbered, say } = vendor.options
    const pace = { latencyMs: drawMs(latency, vendor.random), tokens, tokenMs }
    const told = say === '' ? asked : { ...asked, use: { ...asked.use, text: say } }
    play(reply, numbered ? { ...told, number } : told, pace, faultOf(vendor, asked))
  })
}

function faultOf(vendor: VendorState, asked: Asked): Fault | undefined {
  const { faultsFor } = vendor.options
  const ordered = faultInText(asked.lastUserText)
  if (ordered || (faultsFor !== '' && faultsFor !== asked.model)) return ordered
  return vendor.faults.draw(Date.now())
}

function tryReadAsked(protocol: Protocol, body: string): Asked | undefined {
  try {
    return readAsked(protocol, body)
  } catch {
    return undefined // Broken JSON is answered like any other bad request: 400.
  }
}

/** `{"faults":["503:0.3"],"faultsFor":"MODEL","latency":"20","tokens":40,"tokenMs":15,"key":"…","say":"…"}`; absent fields stay as they are. */
function takeFaults(vendor: VendorState, res: HttpResponse): void {
  res.onAborted(() => undefined)
  readBody(res, body => {
    try {
      const { faults, faultsFor, latency, tokens, tokenMs, key, say } = JSON.parse(body) as Record<
        string,
        unknown
      >
      setOptions(vendor, {
        ...(Array.isArray(faults) && { faults: faults.map(fault => parseFault(String(fault))) }),
        ...(typeof faultsFor === 'string' && { faultsFor }),
        ...(latency !== undefined && { latency: parseLatency(String(latency)) }),
        ...(typeof tokens === 'number' && { tokens }),
        ...(typeof tokenMs === 'number' && { tokenMs }),
        ...(typeof key === 'string' && { key }),
        ...(typeof say === 'string' && { say }),
      })
      res.writeStatus('204').endWithoutBody()
    } catch (fault) {
      res.writeStatus('422').end(errorBody(String(fault), 'invalid'))
    }
  })
}

function readBody(res: HttpResponse, take: (body: string) => void): void {
  let before: Buffer | undefined
  res.onData((chunk, isLast) => {
    const bytes = Buffer.from(chunk)
    if (!isLast) {
      // uWS takes its buffer back after this call, so what has to wait is copied.
      before = before === undefined ? Buffer.from(bytes) : Buffer.concat([before, bytes])
      return
    }
    take((before === undefined ? bytes : Buffer.concat([before, bytes])).toString())
  })
}

function sendJson(res: HttpResponse, value: unknown): void {
  res.writeHeader('Content-Type', 'application/json').end(JSON.stringify(value))
}

/** uWS's own types leave out the form that takes a host and options. */
interface ExclusiveListen {
  listen(host: string, port: number, options: number, then: (socket: us_listen_socket | false) => void): void
}

/** A second simulator started on the same port by mistake must fail, not share the first one's calls. */
const EXCLUSIVE_PORT = 1

function listen(app: TemplatedApp, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const exclusive = app as unknown as ExclusiveListen
    exclusive.listen('127.0.0.1', port, EXCLUSIVE_PORT, socket => {
      if (socket === false) reject(new Error(`port ${port} is taken`))
      else resolve(uWS.us_socket_local_port(socket))
    })
  })
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2))
  if (options === 'help') {
    process.stdout.write(usage)
    return
  }
  const vendor = await startVendor(options)
  process.stdout.write(`${JSON.stringify({ msg: 'ready', port: vendor.port, url: vendor.url })}\n`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => vendor.close())
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
