// Thumbs and reports end to end: masked, exported while their dialog lives, and gone with it.
import { once } from 'node:events'
import t from 'tap'
import WebSocket from 'ws'
import { startRedis } from '../../tools/redis-server.js'
import { type Reply, startServer } from '../support/e2e/harness.js'

const redis = await startRedis()
t.teardown(() => redis.stop())
const server = await startServer(t, {
  REDIS_URL: redis.url,
  OVERLOAD: 'off',
  UID_RATE_PER_S: '0',
  ANSWER_BUDGET_MS: '10000',
  REPORT_HOURS: '2',
})
const admin = await server.token('op', { role: 'admin' })
const eve = await server.token('eve')
const unknown = '0'.repeat(32)

interface Asked {
  readonly dialog_id: string
  readonly turn_id: string
}

async function ask(): Promise<Asked> {
  return (await server.chat(eve, { text: '怎么换货' })).json as Asked
}

const pathOf = ({ dialog_id, turn_id }: Asked) => `/chat/${dialog_id}/turns/${turn_id}`
const send = (path: string, body: unknown, token = eve, headers: Record<string, string> = {}) =>
  server.call('POST', path, { token, body, headers })

async function exported(name: 'ratings' | 'reports', { dialog_id }: Asked, token = admin) {
  const { text } = await server.call('GET', `/admin/${name}`, { token })
  const lines = text.split('\n').filter(line => line !== '')
  return lines
    .map(line => JSON.parse(line) as Record<string, unknown>)
    .filter(line => line.dialog_id === dialog_id)
}

const problemOf = ({ status, json }: Reply) => [status, (json as { type?: string })?.type]

t.test('a thumb is kept, masked and counted; a second one replaces it', async t => {
  const turn = await ask()
  t.equal((await send(`${pathOf(turn)}/feedback`, { score: 1 })).status, 204)
  const comment = '没用，给我打13987654321'
  t.equal((await send(`${pathOf(turn)}/feedback`, { score: -1, comment })).status, 204)
  t.match(await exported('ratings', turn), [
    {
      turn_id: turn.turn_id,
      about: 'turn',
      score: -1,
      comment: '没用，给我打139****4321',
      variant: 'stable',
    },
  ])
  const { text } = await server.call('GET', '/metrics')
  t.match(text, /ratings_total\{about="turn",score="1",variant="stable"\} 1/)
  t.match(text, /ratings_total\{about="turn",score="-1",variant="stable"\} 1/)
  t.notMatch(JSON.stringify(await redis.client.hgetall(`d:{${turn.dialog_id}}`)), '13987654321')
})

t.test('a report has an id and the time by which the shop answers', async t => {
  const turn = await ask()
  const body = { kind: 'privacy', text: '里面有我的电话13987654321' }
  const key = { 'Idempotency-Key': 'r1' }
  const first = await send(`${pathOf(turn)}/report`, body, eve, key)
  t.equal(first.status, 202)
  const { report_id, answer_by } = first.json as { report_id: string; answer_by: string }
  t.match(report_id, /^[0-9a-f]{32}$/)
  t.ok(Math.abs(Date.parse(answer_by) - Date.now() - 2 * 3_600_000) < 60_000, answer_by)
  t.same(
    (await send(`${pathOf(turn)}/report`, body, eve, key)).json,
    first.json,
    'its repetition names the same',
  )
  t.same(problemOf(await send(`${pathOf(turn)}/report`, { kind: 'other' }, eve, key)), [
    422,
    '/problems/key-reused',
  ])
  const reports = await exported('reports', turn)
  t.match(reports, [{ report_id, kind: 'privacy', text: '里面有我的电话139****4321', answer_by }])
  t.equal(reports.length, 1)
})

t.test('only an answered turn of the customer can be rated or reported', async t => {
  const turn = await ask()
  const bob = await server.token('bob')
  for (const [name, body] of [
    ['feedback', { score: 1 }],
    ['report', { kind: 'wrong' }],
  ] as const) {
    const nowhere = `/chat/${unknown}/turns/${unknown}/${name}`
    t.same(problemOf(await send(`${pathOf(turn)}/${name}`, body, bob)), [404, '/problems/not-found'], name)
    t.same(problemOf(await send(nowhere, body)), [404, '/problems/not-found'], name)
    t.equal((await send(`${pathOf(turn)}/${name}`, body, admin)).status, 403, name)
    const badKey = { 'Idempotency-Key': 'a b' }
    t.equal((await send(`${pathOf(turn)}/${name}`, body, eve, badKey)).status, 422, name)
  }
  for (const body of [
    {},
    { score: 0 },
    { score: '1' },
    { score: 1, comment: 'x'.repeat(501) },
    { score: 1, comment: ' ' },
  ]) {
    t.equal((await send(`${pathOf(turn)}/feedback`, body)).status, 422, JSON.stringify(body).slice(0, 40))
  }
  t.equal((await send(`${pathOf(turn)}/report`, { kind: 'boring' })).status, 422)
  t.same(await exported('ratings', turn), [])
})

t.test('what a shop is told stays in the shop', async t => {
  const turn = await ask()
  await send(`${pathOf(turn)}/feedback`, { score: 1 })
  const other = await server.token('op', { role: 'admin', shop: 'b' })
  const all = await server.token('op', { role: 'admin', shop: '*' })
  t.same(await exported('ratings', turn, other), [])
  t.equal((await exported('ratings', turn, all)).length, 1)
  t.equal((await server.call('GET', '/admin/ratings?shop=main', { token: other })).status, 403)
  t.equal((await server.call('GET', '/admin/reports', { token: eve })).status, 403)
})

t.test('a deleted dialog leaves no opinion', async t => {
  const turn = await ask()
  await send(`${pathOf(turn)}/feedback`, { score: 1, comment: '很好' })
  await send(`${pathOf(turn)}/report`, { kind: 'other', text: '很好' })
  t.equal((await server.call('DELETE', `/chat/${turn.dialog_id}`, { token: eve })).status, 204)
  t.same(await exported('ratings', turn), [])
  t.same(await exported('reports', turn), [])
  t.equal(await redis.client.zscore('{opinions}', turn.dialog_id), null)
  t.same(problemOf(await send(`${pathOf(turn)}/feedback`, { score: 1 })), [410, '/problems/gone'])
})

t.test('a socket rates an answer with a frame and hears that it is done', async t => {
  const turn = await ask()
  const headers = { authorization: `Bearer ${eve}` }
  const ws = new WebSocket(`ws://127.0.0.1:${server.port}/ws`, ['rushdesk.v1'], { headers })
  await once(ws, 'open')
  const hear = async (frame: object) => {
    ws.send(JSON.stringify({ type: 'feedback', ...turn, ...frame }))
    const [message] = await once(ws, 'message')
    return JSON.parse(String(message)) as object
  }
  t.same(await hear({ ref: 'f1', score: -1, comment: '不对' }), { type: 'done', ref: 'f1' })
  t.match(await hear({ ref: 'f2', score: 1, turn_id: unknown }), {
    type: 'error',
    ref: 'f2',
    problem: { status: 404 },
  })
  t.match(await exported('ratings', turn), [{ score: -1, comment: '不对' }])
  ws.close()
  await once(ws, 'close')
})

t.test('one customer may not tell more than a few at a time', async t => {
  const flood = await server.token('flood')
  const turn = (await server.chat(flood, { text: '怎么换货' })).json as Asked
  const replies = await Promise.all(
    Array.from({ length: 40 }, () => send(`${pathOf(turn)}/feedback`, { score: 1 }, flood)),
  )
  const refused = replies.filter(({ status }) => status === 429)
  t.ok(refused.length >= 10, `${refused.length} of 40 refused`)
  t.ok(refused.every(({ headers }) => headers['retry-after'] !== undefined))
  t.equal((await send(`${pathOf(await ask())}/feedback`, { score: 1 })).status, 204, 'others may')
})
