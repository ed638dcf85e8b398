import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { Redis } from 'ioredis'
import t from 'tap'
import { createLog } from '../../src/ops/log.js'
import { Problem } from '../../src/problem.js'
import { startRedis } from '../../tools/redis-server.js'

const planted = '13987654321'

async function logged(err: unknown): Promise<string> {
  const to = new PassThrough()
  createLog('debug', 1, to).error({ err }, 'broke')
  const [line] = await once(to, 'data')
  return String(line)
}

function thrown(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  throw new Error('it should have thrown')
}

t.test('an error is logged with its place and its causes, without the text that it quotes', async t => {
  const cause = thrown(() => JSON.parse(`电话${planted}`))
  t.match((cause as Error).message, planted, 'Node quotes it')
  const line = await logged(new Problem('internal', { cause }))
  t.notMatch(line, planted)
  t.match(JSON.parse(line), {
    err: { type: 'Problem', stack: /log\.test/, cause: { type: 'SyntaxError', stack: /at JSON\.parse/ } },
  })
})

t.test('the arguments of a failed command are not logged', async t => {
  const server = await startRedis()
  t.teardown(() => server.stop())
  await server.client.set('k', 'v')
  const fault: unknown = await server.client.hset('k', 'f', planted).catch((error: unknown) => error)
  t.match(fault, { command: { args: ['k', 'f', planted] } }, 'the library hangs them on')
  const line = await logged(fault)
  t.notMatch(line, planted)
  t.match(line, 'WRONGTYPE')
})

t.test('what a system says is kept', async t => {
  const lost = new Redis({ host: '127.0.0.1', port: 1, lazyConnect: true, retryStrategy: () => null })
  const failed = new Promise<unknown>(resolve => lost.once('error', resolve))
  await lost.connect().catch(() => undefined)
  t.match(await logged(await failed), 'connect ECONNREFUSED 127.0.0.1:1')
  t.match(await logged('no error at all'), /"type":"string"/)
})
