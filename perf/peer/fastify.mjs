// The same service as teams write it on Node: Fastify, ioredis, undici and fast-jwt, two workers of node:cluster.
//
// Kept at the last stage of what is usually done for speed: schemas for body and reply, a verifier that caches, one pool
// to the vendor, a lock and history in one trip to Redis, and the write and the unlock in another. Variables as in app.py.
// Copied beside the packages that it needs, which are no packages of ours.
import cluster from 'node:cluster'
import { randomBytes } from 'node:crypto'
import { createVerifier } from 'fast-jwt'
import fastify from 'fastify'
import { Redis } from 'ioredis'
import { Pool } from 'undici'

const { REDIS_SOCKET = '', JWT_SECRET = '', LLM_URL = '' } = process.env
const WORKERS = 2
const READY_TEXT = '您可以在“我的订单”里查看物流进度，如需帮助可转人工客服。'
const HISTORY_TURNS = 10
const KEEP_TURNS = 50
const TTL_S = 1800
const LOCK_MS = 17_000
const LOCK_WAIT_MS = 50
const SYSTEM_PROMPT = '你是电商客服，请根据已知信息简洁回答，不承诺时效和金额。'

const masks = [
  [/(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)/g, '$1****$2'],
  [/(?<!\d)\d{17}[\dXx](?!\d)/g, '******************'],
  [/(?<!\d)\d{16,19}(?!\d)/g, '****************'],
  [/([A-Za-z0-9._-])[A-Za-z0-9._-]*@([A-Za-z0-9.-]+\.[A-Za-z]{2,})/g, '$1***@$2'],
]
const mask = text => masks.reduce((masked, [pattern, shape]) => masked.replace(pattern, shape), text)

const body = {
  type: 'object',
  required: ['text'],
  properties: {
    text: { type: 'string', minLength: 1, maxLength: 2000 },
    dialog_id: { type: 'string', pattern: '^[0-9a-f]{32}$' },
  },
}
const reply = {
  type: 'object',
  properties: {
    dialog_id: { type: 'string' },
    seq: { type: 'integer' },
    answer: { type: 'string' },
    source: { type: 'string' },
    cost_ms: { type: 'integer' },
  },
}

const newId = () => randomBytes(16).toString('hex')

async function serve() {
  const verify = createVerifier({ key: JWT_SECRET, algorithms: ['HS256'], cache: true })
  const redis = new Redis({ path: REDIS_SOCKET })
  redis.defineCommand('unlock', {
    numberOfKeys: 1,
    lua: "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0",
  })
  const vendor = LLM_URL === '' ? undefined : new Pool(new URL(LLM_URL).origin, { connections: 100 })
  const app = fastify()

  app.post('/chat', { schema: { body, response: { 200: reply } } }, async (request, response) => {
    const startedAt = performance.now()
    const uid = uidOf(request.headers.authorization)
    if (uid === undefined) return response.code(401).send()
    const dialogId = request.body.dialog_id ?? newId()
    const key = `dialog:${uid}:${dialogId}`
    const owner = newId()
    const history = await lockAndRead(key, owner)
    const text = mask(request.body.text)
    const answer = vendor === undefined ? READY_TEXT : mask(await ask(history.map(JSON.parse), text))
    const [[, seq]] = await redis
      .pipeline()
      .rpush(key, JSON.stringify({ text, answer }))
      .ltrim(key, -KEEP_TURNS, -1)
      .expire(key, TTL_S)
      .unlock(`${key}:lock`, owner)
      .exec()
    const source = vendor === undefined ? 'hot' : 'llm'
    return { dialog_id: dialogId, seq, answer, source, cost_ms: Math.round(performance.now() - startedAt) }
  })

  function uidOf(authorization = '') {
    try {
      return verify(authorization.replace('Bearer ', '')).sub
    } catch {
      return undefined // A bad token is a 401, whatever is wrong with it.
    }
  }

  async function lockAndRead(key, owner) {
    for (;;) {
      const [[, locked], [, history]] = await redis
        .pipeline()
        .set(`${key}:lock`, owner, 'PX', LOCK_MS, 'NX')
        .lrange(key, -HISTORY_TURNS, -1)
        .exec()
      if (locked === 'OK') return history
      await new Promise(resolve => setTimeout(resolve, LOCK_WAIT_MS))
    }
  }

  async function ask(history, text) {
    const past = history.flatMap(turn => [
      { role: 'user', content: turn.text },
      { role: 'assistant', content: turn.answer },
    ])
    const messages = [{ role: 'system', content: SYSTEM_PROMPT }, ...past, { role: 'user', content: text }]
    const answered = await vendor.request({
      method: 'POST',
      path: `${new URL(LLM_URL).pathname}/chat/completions`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'm', messages, max_tokens: 200, temperature: 0.3 }),
    })
    if (answered.statusCode !== 200) throw new Error(`the vendor said ${answered.statusCode}`)
    const { choices } = await answered.body.json()
    return choices[0].message.content
  }

  await app.listen({ host: '127.0.0.1', port: 0 })
}

if (cluster.isPrimary) {
  const workers = Array.from({ length: WORKERS }, () => cluster.fork())
  const addresses = await Promise.all(
    workers.map(worker => new Promise(resolve => worker.once('listening', resolve))),
  )
  process.stdout.write(`${JSON.stringify({ msg: 'ready', port: addresses[0].port })}\n`)
  process.once('SIGTERM', () => {
    for (const worker of workers) worker.process.kill('SIGKILL')
    process.exit(0)
  })
} else {
  await serve()
}
