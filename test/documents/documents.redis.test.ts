import { randomUUID } from 'node:crypto'
import t from 'tap'
import type { DocumentStore } from '../../src/documents/documents.js'
import { createRedisDocuments } from '../../src/documents/documents.redis.js'
import { createRedisSettings } from '../../src/settings/settings.redis.js'
import { startRedis } from '../../tools/redis-server.js'
import { change, documentsContract, stored, writeAll } from '../contracts/documents.js'
import { joinRedis } from '../support/redis-client.js'

const asItIs = <T>(values: T) => values
const server = await startRedis()
t.teardown(() => server.stop())
t.beforeEach(() => server.client.flushall())

async function openProcess() {
  const { redis, write } = await joinRedis(server.url)
  const settings = await createRedisSettings({ redis, write, upgrade: asItIs, newId: randomUUID }, 60_000)
  const documents = createRedisDocuments({ redis, write, settings, newId: randomUUID })
  return {
    settings,
    documents,
    async close() {
      await settings.close()
      await redis.close()
    },
  }
}

async function join(tap: { teardown(end: () => unknown): void }): Promise<DocumentStore> {
  const { documents, close } = await openProcess()
  tap.teardown(close)
  return documents
}

documentsContract(t, async tap => join(tap as typeof t))

t.test('a change made elsewhere is found, and wins over one that was decided before it', async t => {
  const [one, two] = [await join(t), await join(t)]
  await one.write(change('a'))
  t.same(await two.latest('hours'), stored(1, 'a'))
  await one.write(change('b', stored(1, 'a')))
  t.same(await two.write(change('c', stored(1, 'a'))), { kind: 'changed', stored: stored(2, 'b') })
  t.same(two.current('hours'), stored(2, 'b'), 'and is then in force')
})

t.test('another process hears of a change by its message', async t => {
  const [one, two] = [await openProcess(), await openProcess()]
  t.teardown(() => Promise.all([one.close(), two.close()]))
  const heard = new Promise<void>(resolve => {
    two.settings.watch(({ values }) => values.get('hours') === '1 a' && resolve())
  })
  await one.documents.write(change('a'))
  await heard
})

t.test('texts and versions survive their processes', async t => {
  const first = await openProcess()
  await writeAll(first.documents, ['a', 'b'])
  await first.close()
  const second = await join(t)
  t.same(second.current('hours'), stored(2, 'b'))
  t.match(await second.history('hours'), [{ version: 2 }, { version: 1 }])
  t.equal(await second.textOf('hours', 1), 'a')
})

t.test('everything of documents lies beside the settings, in one slot', async t => {
  await writeAll(await join(t), ['a', 'b'])
  t.same((await server.client.keys('*')).sort(), [
    '{settings}',
    '{settings}:texts:hours',
    '{settings}:versions:hours',
  ])
})

t.test('without Redis nothing is changed or told, and the last known text stays in force', async t => {
  const { documents, settings, close } = await openProcess()
  await documents.write(change('a'))
  await close()
  const faults = await Promise.all(
    [documents.write(change('b', stored(1, 'a'))), documents.latest('hours'), documents.history('hours')].map(
      asked => asked.catch((reason: unknown) => reason),
    ),
  )
  for (const fault of faults) t.match(fault, { kind: 'store-away' })
  t.same(documents.current('hours'), stored(1, 'a'))
  await settings.close()
})
