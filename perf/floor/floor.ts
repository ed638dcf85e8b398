// The floor program: what no server of this kind can do without. It parses the request, makes the script calls of a
// turn and one call to the vendor, and replies; it has no tokens, masking, validation, limits, ladder, log or retry.
//   vendor  two script calls around one vendor call, as a turn through the LLM
//   local   one script call, as a turn whose answer is ready

import uWS, { type HttpResponse } from 'uWebSockets.js'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Redis } from 'ioredis'
import { LRUCache } from 'lru-cache'
import { Pool } from 'undici'
import { packageRoot } from '../../src/root.js'

declare module 'ioredis' {
  interface RedisCommander {
    floorBegin(...args: [string, string, string, string]): Promise<[last: string, n: string]>
    floorCommit(...args: [string, string, string, string, string, string, number]): Promise<number>
  }
}

interface Ask {
  readonly text: string
  readonly dialog_id?: string
}

const { REDIS_SOCKET = '', LLM_URL = '' } = process.env
const historyTurns = 10
const ttlS = 1800
const ready = '您可以在“我的订单”里查看物流进度，如需帮助请到“我的—客户服务”联系客服。'

const redis = new Redis({ path: REDIS_SOCKET })
for (const [name, numberOfKeys] of [
  ['floorBegin', 2],
  ['floorCommit', 3],
] as const) {
  const file = `perf/floor/${name.replace(/[A-Z]/, upper => `_${upper.toLowerCase()}`)}.lua`
  redis.defineCommand(name, { numberOfKeys, lua: readFileSync(new URL(file, packageRoot), 'utf8') })
}
const pool = LLM_URL === '' ? undefined : new Pool(new URL(LLM_URL).origin, { connections: 100 })
const pasts = new LRUCache<string, string[]>({ max: 100_000 })

/** A turn with the answer that `answer` finds between the two calls. */
async function vendorTurn(vendor: Pool, { text, dialog_id: asked }: Ask): Promise<string> {
  const startedAt = performance.now()
  const [id, turnId] = [asked ?? newId(), newId()]
  const [last] = await redis.floorBegin(`{${id}}r`, `{${id}}t`, turnId, text)
  const past = pasts.get(id) ?? []
  const question = JSON.stringify({ role: 'user', content: text })
  const answer = await callVendor(vendor, [...past.slice(-historyTurns), question].join(','))
  const fragment = `${question},${JSON.stringify({ role: 'assistant', content: answer })}`
  const seq = await redis.floorCommit(`{${id}}r`, `{${id}}f`, `{${id}}t`, last, newId(), fragment, ttlS)
  pasts.set(id, [...past, fragment].slice(-historyTurns))
  return reply({ id, turnId, seq, answer, source: 'llm', startedAt })
}

async function localTurn({ text, dialog_id: asked }: Ask): Promise<string> {
  const startedAt = performance.now()
  const [id, turnId] = [asked ?? newId(), newId()]
  const fragment = JSON.stringify({ text, answer: ready })
  const last = pasts.get(id)?.[0] ?? ''
  const next = newId()
  const seq = await redis.floorCommit(`{${id}}r`, `{${id}}f`, `{${id}}t`, last, next, fragment, ttlS)
  pasts.set(id, [next])
  return reply({ id, turnId, seq, answer: ready, source: 'hot', startedAt })
}

async function callVendor(vendor: Pool, messages: string): Promise<string> {
  const body = `{"model":"m","max_tokens":200,"temperature":0.3,"messages":[${messages}]}`
  const { body: stream } = await vendor.request({
    method: 'POST',
    path: `${new URL(LLM_URL).pathname}/chat/completions`,
    headers: { 'content-type': 'application/json' },
    body,
  })
  const answered = (await stream.json()) as { choices: { message: { content: string } }[] }
  return answered.choices[0]?.message.content ?? ''
}

interface Ended {
  readonly id: string
  readonly turnId: string
  readonly seq: number
  readonly answer: string
  readonly source: string
  readonly startedAt: number
}

function reply({ id, turnId, seq, answer, source, startedAt }: Ended): string {
  const costMs = Math.round(performance.now() - startedAt)
  return JSON.stringify({ dialog_id: id, turn_id: turnId, seq, answer, source, level: 0, cost_ms: costMs })
}

function newId(): string {
  return randomBytes(16).toString('hex')
}

function takeTurn(res: HttpResponse): void {
  let isAborted = false
  let before = ''
  res.onAborted(() => {
    isAborted = true
  })
  const end = (status: string, body: string) => {
    if (!isAborted)
      res.cork(() => res.writeStatus(status).writeHeader('Content-Type', 'application/json').end(body))
  }
  res.onData((chunk, isLast) => {
    before += Buffer.from(chunk).toString()
    if (!isLast) return
    const ask: Ask = JSON.parse(before)
    const turn = pool === undefined ? localTurn(ask) : vendorTurn(pool, ask)
    turn.then(
      body => end('200 OK', body),
      fault => end('500', String(fault)),
    )
  })
}

uWS
  .App()
  .post('/chat', takeTurn)
  .listen('127.0.0.1', 0, socket => {
    if (!socket) throw new Error('no free port')
    process.stdout.write(`${JSON.stringify({ msg: 'ready', port: uWS.us_socket_local_port(socket) })}\n`)
  })
process.once('SIGTERM', () => process.exit(0))
