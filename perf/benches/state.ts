// The cost of a turn to Redis and the process that asks it. Microseconds of redis-server per begin and commit
// (INFO commandstats, what the script's own commands cost included) and of client CPU, at 64 dialogs in flight.
import { cpus } from 'node:os'
import type { BeginResult, Dialogs, MaskedTurn } from '../../src/dialog/store/dialogs.js'
import { type RedisServer, startRedis, startTcpRedis } from '../../tools/redis-server.js'
import { openStore } from '../load/dialog-store.js'
import { lastOf, never, newId, nextOf, resultOf, turnOf } from '../load/dialog-turns.js'

const TURNS = 20_000
const DIALOGS = 4_000
const IN_FLIGHT = 64
const limits = {
  ttlMs: 1_800_000,
  keepTurns: 50,
  historyTurns: 10,
  mailboxMax: 8,
  seatMailboxMax: 50,
  handedTtlMs: 86_400_000,
}
const answer = '亲，您的订单预计今天发出，发货后可以在订单详情里查看物流。'.repeat(2)

/** Runs `step` over all items, a fixed number at a time. */
async function each<T>(items: readonly T[], step: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values()
  const lane = async () => {
    for (const item of rest) await step(item)
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane))
}

async function measure(server: RedisServer, name: string, count: number, run: () => Promise<void>) {
  await server.client.config('RESETSTAT')
  const cpu = process.cpuUsage()
  const start = performance.now()
  await run()
  const { user, system } = process.cpuUsage(cpu)
  const stats = await server.client.info('commandstats')
  const usec = Number(/cmdstat_evalsha:calls=\d+,usec=(\d+)/.exec(stats)?.[1])
  const calls = Number(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1])
  const line = {
    name,
    url: server.url.split(':')[0],
    callsPerTurn: calls / count,
    redisUsPerCall: Number((usec / calls).toFixed(1)),
    clientUsPerTurn: Number(((user + system) / count).toFixed(1)),
    turnsPerS: Math.round((count * 1000) / (performance.now() - start)),
  }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

async function phases(server: RedisServer, dialogs: Dialogs): Promise<void> {
  const opens = Array.from({ length: DIALOGS }, () => turnOf())
  await measure(server, 'opening turn: commit alone', DIALOGS, () =>
    each(
      opens,
      async turn => void (await dialogs.commit({ ...turn, ...resultOf(turn, answer), builtOn: '' }, never)),
    ),
  )
  for (let round = 0; round < 11; round++) {
    await each(opens, async open => {
      const turn = nextOf(open)
      await dialogs.commitReady({ ...turn, ...resultOf(turn, answer) }, { first: true }, never)
    })
  }
  const turns = Array.from({ length: TURNS / DIALOGS }, () => opens.map(open => nextOf(open))).flat()
  const places = new Map<MaskedTurn, BeginResult>()
  for (let i = 0; i < turns.length; i += DIALOGS) {
    const slice = turns.slice(i, i + DIALOGS)
    const round = `round ${i / DIALOGS}`
    await measure(server, `begin, ${round}`, DIALOGS, () =>
      each(slice, async turn => void places.set(turn, await dialogs.begin(turn, { first: true }, never))),
    )
    await measure(server, `commit, ${round}`, DIALOGS, () =>
      each(slice, async turn => {
        const builtOn = lastOf(places.get(turn) ?? { kind: 'gone' })
        await dialogs.commit({ ...turn, ...resultOf(turn, answer), builtOn }, never)
      }),
    )
  }
  await measure(server, 'ready answer: commit alone', DIALOGS, () =>
    each(opens, async open => {
      const turn = nextOf(open)
      await dialogs.commitReady({ ...turn, ...resultOf(turn, answer) }, { first: true }, never)
    }),
  )
  await measure(server, 'keyed ready answer', DIALOGS, () =>
    each(opens, async open => {
      const turn = nextOf(open, { key: newId(), textHash: newId() })
      await dialogs.commitReady({ ...turn, ...resultOf(turn, answer) }, { first: true }, never)
    }),
  )
}

process.stdout.write(
  `${JSON.stringify({ cpu: cpus()[0]?.model, cores: cpus().length, node: process.version })}\n`,
)
for (const start of [startRedis, startTcpRedis]) {
  const server = await start()
  const store = await openStore(server.url)
  await phases(server, store.dialogs(limits))
  await store.close()
  await server.stop()
}
