import fc from 'fast-check'
import { Cluster } from 'ioredis'
import t from 'tap'
import { openStore, type Store } from '../../../perf/load/dialog-store.js'
import {
  limits,
  never,
  newId,
  nextOf,
  owner,
  resultOf,
  turnOf,
  writeOf,
} from '../../../perf/load/dialog-turns.js'
import type { Committed, MaskedTurn } from '../../../src/dialog/store/dialogs.js'
import {
  createTurnCommits,
  TOGETHER_MOST,
  type TurnCommit,
} from '../../../src/dialog/store/turn-commits.redis.js'
import { dialogKey, dialogKeys, idempotencyKey, turnsKey } from '../../../src/redis/keys.js'
import { createLoopEnd } from '../../../src/redis/loop-end.js'
import type { Proposal } from '../../../src/shop/proposal.js'
import { startRedis } from '../../../tools/redis-server.js'

const server = await startRedis()
const store = await openStore(server.url)
t.teardown(async () => {
  await store.close()
  await server.stop()
})

async function callsOf(work: () => Promise<unknown>): Promise<number> {
  const calls = async () =>
    Number(/cmdstat_evalsha:calls=(\d+)/.exec(await server.client.info('commandstats'))?.[1] ?? 0)
  const before = await calls()
  await work()
  return (await calls()) - before
}

t.test('commits of one turn of the event loop are one call, and each has its own outcome', async t => {
  const dialogs = store.dialogs(limits)
  const [known, cancelled] = [turnOf(), turnOf()]
  await dialogs.commit(writeOf(known, ''), never)
  await dialogs.commit(writeOf(cancelled, ''), never)
  const late = nextOf(cancelled)
  await dialogs.begin(late, {}, never)
  await dialogs.cancel(late, owner)
  const keyed = turnOf({ key: newId(), textHash: newId() })
  let outcomes: Committed[] = []
  const calls = await callsOf(async () => {
    outcomes = await Promise.all([
      dialogs.commit(writeOf(turnOf(), '', '一'), never),
      dialogs.commit(writeOf(known, '', '二'), never),
      dialogs.commit(writeOf(nextOf(turnOf()), '', '三'), never),
      dialogs.commit(writeOf(late, '*', '四'), never),
      dialogs.commit(writeOf(keyed, '', '五'), never),
      dialogs.commitReady({ ...nextOf(known), ...resultOf(known, '六') }, { first: true }, never),
    ])
  })
  t.equal(calls, 1)
  t.match(outcomes, [
    { kind: 'done', turn: { seq: 1, answer: { text: '一' } } },
    // Stored before: the first answer stands.
    { kind: 'done', turn: { seq: 1, answer: { text: '今天发货' } } },
    { kind: 'refused' },
    { kind: 'gone' },
    { kind: 'done', turn: { seq: 1, answer: { text: '五' } } },
    { kind: 'done', turn: { seq: 2, answer: { text: '六' } } },
  ])
  t.match(await dialogs.begin(turnOf({ ...keyed, turnId: newId() }), {}, never), {
    kind: 'done',
    turn: { turnId: keyed.turnId },
  })
})

t.test('two turns of one dialog in one call keep their order', async t => {
  const dialogs = store.dialogs(limits)
  const open = turnOf()
  const [one, two] = [nextOf(open), nextOf(open)]
  const ready = (turn: MaskedTurn, text: string) =>
    dialogs.commitReady({ ...turn, ...resultOf(turn, text) }, { first: true }, never)
  const outcomes = await Promise.all([ready(open, '一'), ready(one, '二'), ready(two, '三')])
  t.match(outcomes, [{ turn: { seq: 1 } }, { turn: { seq: 2 } }, { turn: { seq: 3 } }])
  const texts = (await dialogs.read(open.dialogId, owner, never))?.turns.map(({ answer }) => answer.text)
  t.same(texts, ['一', '二', '三'])
})

t.test('a crowd is sent in calls of a bounded size', async t => {
  const dialogs = store.dialogs(limits)
  const crowd = Array.from({ length: 2 * TOGETHER_MOST + 1 }, () => turnOf())
  const calls = await callsOf(() => Promise.all(crowd.map(turn => dialogs.commit(writeOf(turn, ''), never))))
  t.equal(calls, 3)
})

t.test('what is wrong with one dialog is nothing to the others of its call', async t => {
  const dialogs = store.dialogs(limits)
  const [bad, one, two] = [turnOf(), turnOf(), turnOf()]
  await server.client.set(dialogKey(bad.dialogId), 'no hash')
  const outcomes = await Promise.allSettled(
    [one, bad, two].map(turn => dialogs.commit(writeOf(turn, ''), never)),
  )
  t.match(outcomes, [
    { status: 'fulfilled', value: { kind: 'done', turn: { turnId: one.turnId } } },
    { status: 'rejected', reason: /WRONGTYPE/ },
    { status: 'fulfilled', value: { kind: 'done', turn: { turnId: two.turnId } } },
  ])
})

t.test('a first turn that failed among others when it was stored already is not stored again', async t => {
  const turn = commitOf(turnOf(), { builtOn: '*', isFirst: true })
  const sent: (string | number)[][] = []
  const commit = createTurnCommits(
    {
      async write(_name, keys, args) {
        sent.push([...args])
        return keys.length === 3 ? 'd' : `e\0x`
      },
      redis: { commands: store.client.commands, loopEnd: createLoopEnd() },
    },
    limits,
  )
  t.same(await Promise.all([commit(turn), commit(commitOf(turnOf()))]), ['d', 'x'])
  t.equal(sent[0]?.[9], 'f')
  t.equal(sent[1]?.[9], '', 'it looks for itself')
})

t.test('each turn hears of a store that is away', async t => {
  const own = await startRedis()
  const away = await openStore(own.url)
  t.teardown(async () => {
    await away.close()
    await own.stop()
  })
  const dialogs = away.dialogs(limits)
  await dialogs.commit(writeOf(turnOf(), ''), never)
  await own.kill()
  const outcomes = await Promise.allSettled(
    [turnOf(), turnOf()].map(turn => dialogs.commit(writeOf(turn, ''), never)),
  )
  t.match(outcomes, [
    { status: 'rejected', reason: { kind: 'store-away' } },
    { status: 'rejected', reason: { kind: 'store-away' } },
  ])
})

t.test('in a cluster each turn has a call of its own', async t => {
  const cluster = new Cluster([{ host: '127.0.0.1', port: 1 }], { lazyConnect: true })
  const calls: number[] = []
  const commit = createTurnCommits(
    {
      write: async (_name, keys) => `c${calls.push(keys.length)}`,
      redis: { commands: cluster, loopEnd: createLoopEnd() },
    },
    limits,
  )
  t.same(await Promise.all([commit(commitOf(turnOf())), commit(commitOf(turnOf()))]), ['c1', 'c2'])
  t.same(calls, [3, 3])
})

function commitOf(turn: MaskedTurn, parts: Partial<TurnCommit> = {}): TurnCommit {
  const { turnId, origin, key, textHash } = turn
  const [last, result] = [newId(), '{"source":"llm","level":0}\n{}']
  return {
    keys: dialogKeys(turn.dialogId),
    turnId,
    origin,
    owner,
    key,
    textHash,
    last,
    result,
    opening: 'omain',
    isFirst: false,
    builtOn: '',
    vault: undefined,
    proposal: undefined,
    ...parts,
  }
}

/** Commits of a few dialogs, turns and keys, so that they meet each other. */
const anyCommit = fc.record({
  dialog: fc.integer({ min: 0, max: 2 }),
  turn: fc.integer({ min: 0, max: 5 }),
  key: fc.integer({ min: 0, max: 2 }),
  opens: fc.boolean(),
  isFirst: fc.boolean(),
  builtOn: fc.constantFrom('', '*', 'w0', 'w1', 'w2'),
  vault: fc.constantFrom('', 'sealed'),
  proposes: fc.boolean(),
})

t.test('commits together come to what they come to one after the other', async t => {
  const [one, other] = [await startRedis(), await startRedis()]
  const [together, apart] = [await openStore(one.url), await openStore(other.url)]
  t.teardown(async () => {
    for (const each of [together, apart]) await each.close()
    for (const each of [one, other]) await each.stop()
  })
  const ids = Array.from({ length: 6 }, () => newId())
  const shown = { tool: 'cancel', text: '取消订单', arguments: {}, by: 'customer', ttlMs: 60_000 } as const
  const proposalOf = (at: number): Proposal => ({
    shown: { ...shown, confirmId: String(at).padStart(32, '0') },
    bond: { hash: 'hash', sealed: 'sealed' },
  })
  await fc.assert(
    fc.asyncProperty(fc.array(anyCommit, { minLength: 1, maxLength: TOGETHER_MOST }), async drawn => {
      await Promise.all([one.client.flushall(), other.client.flushall()])
      const commits = drawn.map(({ dialog, turn, key, opens, proposes, ...how }, at) =>
        commitOf(
          turnOf({
            dialogId: ids[dialog] ?? '',
            turnId: ids[turn] ?? '',
            origin: ids[0] ?? '',
            ...(key > 0 && { key: `k${key}`, textHash: 'hash' }),
          }),
          {
            ...how,
            opening: opens ? 'omain' : '',
            last: `w${at}`,
            proposal: proposes ? proposalOf(at) : undefined,
          },
        ),
      )
      const commitTogether = committer(together)
      const grouped = await Promise.all(commits.map(commit => commitTogether(commit)))
      const single: string[] = []
      const commitApart = committer(apart)
      for (const commit of commits) single.push(await commitApart(commit))
      t.same(grouped.map(untimed), single.map(untimed))
      for (const dialog of ids.slice(0, 3)) {
        t.same(await contentsOf(one.client, dialog), await contentsOf(other.client, dialog))
      }
    }),
    { numRuns: 150 },
  )
})

const committer = ({ write, client }: Store) => createTurnCommits({ write, redis: client }, limits)
/** Two stores do not commit in the same millisecond. */
const untimed = (text: string) => text.replace(/\b\d{13}\b/g, 'T')

async function contentsOf(client: typeof server.client, dialog: string): Promise<unknown> {
  const [facts, turns, keys] = await Promise.all([
    client.hgetall(dialogKey(dialog)),
    client.lrange(turnsKey(dialog), 0, -1),
    client.hgetall(idempotencyKey(dialog)),
  ])
  return JSON.parse(untimed(JSON.stringify({ facts, turns, keys })))
}
