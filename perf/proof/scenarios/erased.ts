// A customer is erased on a Redis Cluster of three masters with replicas, under load and while still asking: nothing of
// theirs is left on any master, and nobody else loses a turn. First all dialogs lie in the slot of their owner, then on
// every master.
import { setTimeout as delay } from 'node:timers/promises'
import { signToken } from '../../../src/auth/sign.js'
import { createKeyedHash } from '../../../src/privacy/keyed-hash.js'
import { dialogKey, homesKey } from '../../../src/redis/keys.js'
import { openStore } from '../../load/dialog-store.js'
import { limits, never, turnOf, writeOf } from '../../load/dialog-turns.js'
import { createClient, isReply } from '../client.js'
import { speak } from '../load.js'
import { type RedisCluster, startRedisCluster } from '../redis-cluster.js'
import { type Report, reportOf } from '../report.js'
import { type Scenario, type Size, steadyLoad } from '../scenario.js'
import { openStage, type Stage } from '../stage.js'

const UID = 'leaving'
/** Still asking for so long after the erasure began: its second look comes later. */
const STILL_MS = 700
const TRIES = 40
const AGAIN_MS = 50
const BOARDS_MS = 15_000
const ANY_DIALOG = dialogKey('?'.repeat(32))

export const erased: Scenario = {
  name: 'erased',
  async run(size) {
    const redis = await startRedisCluster(1)
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
  const count = size.isShort ? 100 : 1_000
  await tellSettled(redis)
  await openDialogs(stage, n => n < count)
  await boardsMade(redis)
  const atHome = await eraseWhileAsking(stage, redis)
  await openOlder(stage, redis.url, count)
  const older = await eraseWhileAsking(stage, redis)
  await delay(500)
  stop.abort()
  return reportOf(await stage.evidence(await speaking), {
    faultAt: 0,
    faults: [
      ...[...atHome.faults, ...older.faults],
      ...(atHome.walks === 0 ? [] : [`${atHome.walks} pages were walked although all dialogs lay at home`]),
      ...(atHome.before.filter(held => held > 0).length === 1
        ? []
        : ['dialogs lay outside the owner’s slot']),
      ...(older.before.every(held => held > 0) ? [] : ['a master held no dialog of an older version']),
    ],
    notes: [`in their owner’s slot: ${atHome.note}`, `opened by an older version: ${older.note}`],
  })
}

/** Erases the customer, who goes on opening dialogs for a while. */
async function eraseWhileAsking(stage: Stage, redis: RedisCluster) {
  const before = await dialogsOn(stage, redis)
  const walkedBefore = await pagesWalked(redis)
  const startedAt = performance.now()
  const [status, late] = await Promise.all([
    erase(stage),
    openDialogs(stage, () => performance.now() - startedAt < STILL_MS),
  ])
  const tookMs = Math.round(performance.now() - startedAt)
  const walks = (await pagesWalked(redis)) - walkedBefore
  const left = (await dialogsOn(stage, redis)).reduce((sum, held) => sum + held, 0)
  return {
    before,
    walks,
    faults: [
      ...(status === 200 ? [] : [`the erasure was answered ${status}`]),
      ...(left === 0 ? [] : [`${left} dialogs are left`]),
    ],
    note: `${before.join(', ')} dialogs on the masters, ${late} opened meanwhile: ${tookMs} ms, ${walks} pages walked`,
  }
}

/** Says that this version's processes have run for longer than any dialog lives. */
async function tellSettled({ url }: RedisCluster): Promise<void> {
  const store = await openStore(url)
  await untilTaken(() => store.client.commands.set(homesKey, 1, 'PX', 60_000))
  await store.close()
}

/** Puts dialogs of the customer anywhere, as a version did that knew no homes. */
async function openOlder(stage: Stage, url: string, count: number): Promise<void> {
  const store = await openStore(url)
  const dialogs = store.dialogs(limits)
  for (let n = 0; n < count; n++) {
    const write = writeOf(turnOf({ owner: ownerOf(stage) }), '')
    await untilTaken(() => dialogs.commit(write, never))
  }
  await store.close()
}

/** The command that finds the connection to its node still being made fails, and may be repeated. */
async function untilTaken(command: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await command()
      return
    } catch (error) {
      if (tries === TRIES) throw error
      await delay(AGAIN_MS)
    }
  }
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
function dialogsOn(stage: Stage, { masters }: RedisCluster): Promise<number[]> {
  const owner = ownerOf(stage)
  return Promise.all(
    masters.map(async ({ client }) => {
      const keys = await client.keys(ANY_DIALOG)
      const owners = await Promise.all(keys.map(key => client.hget(key, 'owner')))
      return owners.filter(one => one === owner).length
    }),
  )
}

const ownerOf = ({ env }: Stage) => createKeyedHash(env.DATA_KEY ?? '')('uid', 'main', UID)

/** A fresh store is walked once for the desks' boards, seconds after the first process starts: those pages are no erasure's. */
async function boardsMade(redis: RedisCluster): Promise<void> {
  const giveUpAt = performance.now() + BOARDS_MS
  while ((await pagesWalked(redis)) < redis.masters.length && performance.now() < giveUpAt)
    await delay(AGAIN_MS)
}

async function pagesWalked({ masters }: RedisCluster): Promise<number> {
  const stats = await Promise.all(masters.map(({ client }) => client.info('commandstats')))
  return stats.reduce((sum, one) => sum + Number(/cmdstat_scan:calls=(\d+)/.exec(one)?.[1] ?? 0), 0)
}
