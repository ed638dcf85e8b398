// How questions after one's own order are answered by a whole server whose vendor is off, and how soon:
// `npm run orders:served -- DIALOGS.jsonl QUESTIONS.txt`, the files that the labels point into (labelled.ts). Each unseen message is
// asked by a customer of its own who has one order. The simulated shop takes 100 ms a call, Redis is a real one. What is printed is
// the program's result.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Pool } from 'undici'
import { percentile } from '../../../perf/rehearse/seconds.js'
import { signToken } from '../../../src/auth/sign.js'
import { packageRoot } from '../../../src/root.js'
import { startProgram } from '../../../tools/program.js'
import { startRedis } from '../../../tools/redis-server.js'
import { startServer } from '../../../tools/server.js'
import { exampleFile, shopKey } from '../../support/shop/samples.js'
import { type Labelled, labelledIn } from './labelled.js'

interface Served extends Labelled {
  readonly status: number
  readonly source: string
  readonly answer: string
  readonly ms: number
}

const SHOP_MS = 100
const REFUND = '退款单'

const [dialogs, questions] = process.argv.slice(2)
if (dialogs === undefined || questions === undefined) {
  console.error('usage: npm run orders:served -- DIALOGS.jsonl QUESTIONS.txt')
  process.exit(64)
}
const asked = labelledIn(dialogs, questions).filter(one => one.half === 'unseen' && one.about !== 'unclear')
const secret = randomBytes(32).toString('hex')
/** Each ends something that was started; the latest stands first. */
const ends: (() => Promise<unknown>)[] = []
try {
  const pool = await startService()
  // A server answers its first questions slower, while its code is still cold.
  for (let customer = 0; customer < 100; customer++) await ask(pool, '快递到哪了', customer)
  const served: Served[] = []
  for (const [at, one] of asked.entries()) served.push({ ...one, ...(await ask(pool, one.text, 1_000 + at)) })
  tell(served)
} finally {
  for (const end of ends) await end()
}

/** Shop, Redis and server; whatever has been started when one of them fails is in `ends`. */
async function startService(): Promise<Pool> {
  const { PATH } = process.env
  const folder = await mkdtemp(join(tmpdir(), 'served-'))
  ends.unshift(() => rm(folder, { recursive: true }))
  const redis = await startRedis()
  ends.unshift(() => redis.stop())
  const shop = await startProgram(
    [
      ...[process.execPath, fileURLToPath(new URL('build/perf/fake-shop.js', packageRoot))],
      ...['--port', '0', '--latency', String(SHOP_MS), '--key', shopKey],
    ],
    { PATH },
  )
  ends.unshift(() => shop.stop())
  const file = join(folder, 'tools.json')
  await writeFile(file, withRefunds(exampleFile(shop.url)))
  const server = await startServer({
    PATH,
    NODE_ENV: 'test',
    JWT_SECRET: secret,
    DATA_KEY: 'd'.repeat(64),
    REDIS_URL: redis.url,
    TOOLS_FILE: file,
    OMS_KEY: shopKey,
  })
  ends.unshift(() => server.stop())
  const pool = new Pool(server.url)
  ends.unshift(() => pool.close())
  return pool
}

async function ask(pool: Pool, text: string, customer: number) {
  const token = await signToken(
    { uid: `c${customer}`, role: 'customer', expiresInS: 3_600 },
    secret,
    Date.now(),
  )
  const started = performance.now()
  const reply = await pool.request({
    method: 'POST',
    path: '/chat',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  })
  const { source = '', answer = '' } = (await reply.body.json()) as { source?: string; answer?: string }
  return { status: reply.statusCode, source, answer, ms: performance.now() - started }
}

/** The example's shop tells orders alone: a second tool tells of the refund of the order at hand. */
function withRefunds(text: string): string {
  const file = JSON.parse(text) as { tools: { name: string; direct?: object }[] }
  const [status] = file.tools
  const direct = {
    ...status?.direct,
    topics: ['refund-arrival', 'refund-where'],
    template: { zh: `${REFUND} {order_id} {status}`, en: 'Refund {order_id} {status}' },
  }
  return JSON.stringify({ ...file, tools: [...file.tools, { ...status, name: 'refund_status', direct }] })
}

function tell(served: readonly Served[]): void {
  const wordings = served.filter(({ about }) => about !== 'else')
  const others = served.filter(({ about }) => about === 'else')
  const right = wordings.filter(
    ({ about, answer, source }) => source === 'tool' && (about === 'refund') === answer.startsWith(REFUND),
  )
  const taken = others.filter(({ source }) => source === 'tool')
  console.log(`wordings: ${share(right.length, wordings.length)} right by tool`)
  console.log(`others:   ${share(taken.length, others.length)} answered by tool`)
  console.log(`wordings: ${latencies(wordings)}`)
  console.log(`by tool:  ${latencies(right)}`)
  const kinds = new Map<string, number>()
  for (const { about, source, status } of served) {
    const kind = `${about} ${status} ${source}`
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  }
  for (const [kind, count] of [...kinds].sort()) console.log(`  ${kind}: ${count}`)
}

function share(part: number, of: number): string {
  return `${part} of ${of}, ${((100 * part) / of).toFixed(1)} %,`
}

/** `P50 … ms, P99 … ms` */
function latencies(served: readonly Served[]): string {
  const ms = served.map(one => one.ms)
  return [0.5, 0.99].map(part => `P${100 * part} ${percentile(ms, part)?.toFixed(0)} ms`).join(', ')
}
