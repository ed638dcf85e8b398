// The cost of our vendor client over undici's plain Pool.request with a signal. Whole answers and streams of 40 tokens, against
// the simulator in a process of its own. One JSON line a variant and round: calls/s, CPU of this process a call,
// latency. `npm run perf -- llm-client [seconds] [in flight]`.
import { execSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import os from 'node:os'
import { fileURLToPath } from 'node:url'
import { build } from 'hdr-histogram-js'
import { Pool } from 'undici'
import { systemClock } from '../../src/clock.js'
import { fixedKey } from '../../src/llm/api-key.js'
import { createMemoryBreakerShares } from '../../src/llm/breaker-share.memory.js'
import type { Llm } from '../../src/llm/llm.js'
import { createLlmClient } from '../../src/llm/llm-client.js'

const CONNECTIONS = 100
const ROUNDS = 3

type Call = () => Promise<string>

async function main(): Promise<void> {
  const seconds = Number(process.argv[2] ?? 2)
  const inFlight = Number(process.argv[3] ?? CONNECTIONS)
  const vendor = spawn(process.execPath, [
    fileURLToPath(new URL('../fake-llm.js', import.meta.url)),
    '--latency',
    '0',
    '--token-ms',
    '0',
  ])
  const [line] = (await once(vendor.stdout, 'data')) as [Buffer]
  const { url } = JSON.parse(line.toString()) as { url: string }
  const pool = new Pool(new URL(url).origin, { connections: CONNECTIONS, pipelining: 1 })
  const share = createMemoryBreakerShares(systemClock, 6000)('bench').share('m')
  const llm = createLlmClient(
    {
      primary: { url, protocol: 'chat', model: 'm', key: fixedKey('sk-bench'), share },
      fallback: undefined,
      limits: {
        connections: CONNECTIONS,
        timeoutMs: 5000,
        retry: { attempts: 3, backoffMs: 500 },
        breaker: { failures: 3, openMs: 10_000 },
      },
    },
    { clock: systemClock, onCall: () => undefined, onBreaker: () => undefined },
  )
  const variants: readonly [string, Call][] = [
    ['whole, Pool.request', () => plainWhole(pool)],
    ['whole, ours', () => ours(llm.ask, undefined)],
    ['streamed, Pool.request', () => plainStream(pool)],
    ['streamed, ours', () => ours(llm.ask, () => undefined)],
  ]
  print({ machine: `${os.cpus().length} x ${os.cpus()[0]?.model}`, node: process.version, commit: commit() })
  for (let round = 1; round <= ROUNDS; round++)
    for (const [variant, call] of variants)
      print({ round, variant, ...(await measure(call, seconds, inFlight)) })
  await Promise.all([llm.close(), pool.close()])
  vendor.kill()
}

/** `inFlight` loops of calls for so many seconds, after a tenth of that to warm up. */
async function measure(call: Call, seconds: number, inFlight: number) {
  await run(call, seconds / 10, inFlight, () => undefined)
  const histogram = build({ highestTrackableValue: 60_000_000 })
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  const calls = await run(call, seconds, inFlight, us => histogram.recordValue(us))
  const { user, system } = process.cpuUsage(cpu)
  const elapsedS = (performance.now() - startedAt) / 1000
  return {
    callsPerS: Math.round(calls / elapsedS),
    cpuUs: Math.round((user + system) / calls),
    medianUs: histogram.getValueAtPercentile(50),
    p99Us: histogram.getValueAtPercentile(99),
  }
}

async function run(
  call: Call,
  seconds: number,
  inFlight: number,
  record: (us: number) => void,
): Promise<number> {
  const until = performance.now() + seconds * 1000
  let calls = 0
  const loop = async () => {
    while (performance.now() < until) {
      const startedAt = performance.now()
      const text = await call()
      if (!text.startsWith('收到')) throw new Error(`not the answer: ${text}`)
      record(Math.round((performance.now() - startedAt) * 1000))
      calls++
    }
  }
  await Promise.all(Array.from({ length: inFlight }, loop))
  return calls
}

const messages = Array.from({ length: 21 }, (_, i) =>
  JSON.stringify({ role: i % 2 === 0 ? 'user' : 'assistant', content: `第${i}句:请问这个订单什么时候发货?` }),
).join(',')
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

async function ours(ask: Llm['ask'], onDelta: ((text: string) => void) | undefined): Promise<string> {
  // A signal a call, as every turn has one.
  const { signal } = new AbortController()
  const request = { messages, maxTokens: 200, temperature: 0.3, traceparent, deadlineAt: Date.now() + 17_000 }
  const end = await ask(request, signal, onDelta)
  if (end.kind === 'failed') throw new Error(end.why)
  return end.text
}

function plainRequest(pool: Pool, stream: string) {
  const { signal } = new AbortController()
  return pool.request({
    signal,
    path: '/v1/chat/completions',
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer sk-bench', traceparent },
    body: `{"model":"m","messages":[${messages}],"max_tokens":200,"temperature":0.3${stream}}`,
  })
}

async function plainWhole(pool: Pool): Promise<string> {
  const { body } = await plainRequest(pool, '')
  const json = (await body.json()) as { choices: { message: { content: string } }[] }
  return json.choices[0]?.message.content ?? ''
}

async function plainStream(pool: Pool): Promise<string> {
  const { body } = await plainRequest(pool, ',"stream":true,"stream_options":{"include_usage":true}')
  body.setEncoding('utf8')
  let rest = ''
  let text = ''
  for await (const chunk of body) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines)
      if (line.startsWith('data: {'))
        text +=
          (JSON.parse(line.slice(6)) as { choices: { delta: { content?: string } }[] }).choices[0]?.delta
            .content ?? ''
  }
  return text
}

function commit(): string {
  return execSync('git rev-parse --short HEAD').toString().trim()
}

function print(record: object): void {
  process.stdout.write(`${JSON.stringify(record)}\n`)
}

await main()
