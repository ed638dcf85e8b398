// A customer is erased on a Redis Cluster of three masters, under load and while still asking: nothing of theirs is left on
// any master, and nobody else loses a turn.
import { setTimeout as delay } from 'node:timers/promises'
import { signToken } from '../../../src/auth/sign.js'
import { createKeyedHash } from '../../../src/privacy/keyed-hash.js'
import { dialogKey } from '../../../src/redis/keys.js'
import { createClient, isReply } from '../client.js'
import { speak } from '../load.js'
import { type RedisCluster, startRedisCluster } from '../redis-cluster.js'
import { type Report, reportOf } from '../report.js'
import { type Scenario, type Size, steadyLoad } from '../scenario.js'
import { openStage, type Stage } from '../stage.js'

const UID = 'leaving'
/** Still asking for so long after the erasure began: its second look comes later. */
const STILL_MS = 700
const ANY_DIALOG = dialogKey('?'.repeat(32))

export const erased: Scenario = {
  name: 'erased',
  async run(size) {
    const redis = await startRedisCluster(0)
    try {
      const stage = await openStage({ root: size.root, processes: 2, redisUrl: redis.url, vendorMs: [1, 10] })
      try {
        return await play(stage, redis, size)
      } finally {
        await stage.close()
      }
    } finally {
      await redis.stop()
    }
  },
}

async function play(stage: Stage, redis: RedisCluster, size: Size): Promise<Report> {
  const stop = new AbortController()
  const speaking = speak(stage, { ...steadyLoad(size), dialogs: size.isShort ? 12 : 32 }, stop.signal)
  const opened = await openDialogs(stage, n => n < (size.isShort ? 100 : 1_000))
  const before = await dialogsOn(stage, redis)
  const startedAt = performance.now()
  const [status, late] = await Promise.all([
    erase(stage),
    openDialogs(stage, () => performance.now() - startedAt < STILL_MS),
  ])
  const tookMs = Math.round(performance.now() - startedAt)
  const after = await dialogsOn(stage, redis)
  await delay(500)
  stop.abort()
  const left = after.reduce((sum, count) => sum + count, 0)
  return reportOf(await stage.evidence(await speaking), {
    faultAt: 0,
    faults: [
      ...(before.every(count => count > 0) ? [] : ['a master held no dialog of the customer']),
      ...(status === 200 ? [] : [`the erasure was answered ${status}`]),
      ...(left === 0 ? [] : [`${left} dialogs are left`]),
    ],
    notes: [`${opened} dialogs on masters with ${before.join(', ')}, ${late} opened meanwhile: ${tookMs} ms`],
  })
}

/** Opens one dialog after the other, on each process in turn; resolves to how many were opened. */
async function openDialogs(stage: Stage, goesOn: (opened: number) => boolean): Promise<number> {
  const client = createClient(stage.ports, await stage.token(UID))
  let opened = 0
  for (let n = 0; goesOn(opened) && n < 10_000; n++) {
    const outcome = await client.send(n, { method: 'POST', path: '/chat', body: { text: `第${n}个问题` } })
    if (isReply(outcome) && outcome.status <= 202) opened++
  }
  client.close()
  return opened
}

async function erase({ env, ports }: Stage): Promise<number> {
  const order = { uid: 'op', role: 'admin', shop: '*', expiresInS: 60 } as const
  const token = await signToken(order, env.JWT_SECRET ?? '', Date.now())
  const reply = await fetch(`http://127.0.0.1:${ports()[0]}/admin/customers/${UID}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}` },
  })
  await reply.body?.cancel()
  return reply.status
}

/** How many dialogs of the customer each master holds. */
function dialogsOn({ env }: Stage, { masters }: RedisCluster): Promise<number[]> {
  const owner = createKeyedHash(env.DATA_KEY ?? '')('uid', 'main', UID)
  return Promise.all(
    masters.map(async ({ client }) => {
      const keys = await client.keys(ANY_DIALOG)
      const owners = await Promise.all(keys.map(key => client.hget(key, 'owner')))
      return owners.filter(one => one === owner).length
    }),
  )
}
