// The cost of following for Redis, in commands and bytes that Redis itself counts.
import t from 'tap'
import { openStore } from '../../../perf/load/dialog-store.js'
import { limits, never, newId, nextOf, owner, resultOf, turnOf } from '../../../perf/load/dialog-turns.js'
import { pause } from '../../../src/clock.js'
import { createSubscriptions } from '../../../src/dialog/follow/subscriptions.js'
import { createWatching } from '../../../src/dialog/follow/watching.js'
import { startRedis } from '../../../tools/redis-server.js'

const FOLLOWERS = 16
const TURNS = 50
const long = '什么时候发货呢？'.repeat(250)

const server = await startRedis()
const store = await openStore(server.url)
t.teardown(async () => {
  await store.close()
  await server.stop()
})

const sent = async () =>
  Number(/total_net_output_bytes:(\d+)/.exec(await server.client.info('stats'))?.[1] ?? 0)

t.test(
  'a further turn costs sixteen followers of fifty long turns the reading of that turn only',
  async t => {
    const dialogs = store.dialogs({ ...limits, keepTurns: TURNS })
    const open = turnOf()
    const write = async () => {
      const turn = nextOf(open, { opens: true })
      await dialogs.commitReady({ ...turn, ...resultOf(turn, long) }, { first: true }, never)
    }
    for (let i = 0; i < TURNS; i++) await write()
    const onError = (error: unknown) => t.fail(String(error))
    const watching = createWatching({ dialogs, processId: newId(), pause, onError })
    let reads = 0
    const readAfter: typeof dialogs.readAfter = (...asked) => {
      reads++
      return dialogs.readAfter(...asked)
    }
    const subscriptions = createSubscriptions({ dialogs: { readAfter }, watching, pause, onError })
    const customer = { role: 'customer', uid: 'u', owner, shop: 'main', expiresAt: 0 } as const
    const before = await sent()
    const told = Array.from(
      { length: FOLLOWERS },
      () =>
        new Promise<() => void>(resolve => {
          const stop = subscriptions.subscribe({ customer, dialogId: open.dialogId, after: TURNS }, event => {
            if (event.kind === 'answer') resolve(stop)
          })
        }),
    )
    await write()
    watching.wake(open.dialogId)
    for (const stop of await Promise.all(told)) stop()
    t.ok(reads <= 4, `${reads} reads`)
    const bytes = (await sent()) - before
    t.ok(bytes < 4 * Buffer.byteLength(long), `${bytes} bytes`)
  },
)
