import { createHash } from 'node:crypto'
import t from 'tap'
import { openStore } from '../../../perf/load/dialog-store.js'
import {
  lastOf,
  limits,
  never,
  newId,
  nextOf,
  owner,
  resultOf,
  turnOf,
  writeOf,
} from '../../../perf/load/dialog-turns.js'
import { pause } from '../../../src/clock.js'
import type { MaskedTurn } from '../../../src/dialog/store/dialogs.js'
import { createRedisDialogs } from '../../../src/dialog/store/dialogs.redis.js'
import { createTurnCommits } from '../../../src/dialog/store/turn-commits.redis.js'
import { dialogKey, dialogKeys } from '../../../src/redis/keys.js'
import { createWrites, type RunScript } from '../../../src/redis/scripts.js'
import { unreplicated } from '../../../src/redis/wait-replicas.js'
import { startRedis } from '../../../tools/redis-server.js'
import { dialogsContract } from '../../contracts/dialogs.js'

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex')

const server = await startRedis()
const store = await openStore(server.url)
t.teardown(async () => {
  await store.close()
  await server.stop()
})

dialogsContract(t, async (_t, own) => ({ dialogs: store.dialogs(own), pass: ms => pause(ms) }))

t.test('begin sends the past only to a process whose copy is not current', async t => {
  const replies: string[] = []
  const run: RunScript = async (...call) => {
    const reply = await store.run(...call)
    replies.push(reply)
    return reply
  }
  const write = createWrites(run, store.time)
  const here = createRedisDialogs(
    {
      ...store,
      commands: store.client.commands,
      run,
      write,
      commitTurn: createTurnCommits({ write, redis: store.client }, limits),
      replicated: unreplicated,
      newId,
      onWalk: () => undefined,
    },
    limits,
  )
  const there = store.dialogs(limits)
  const open = turnOf()
  await here.commit(writeOf(open, '', '一'), never)
  const two = nextOf(open)
  const mine = await here.begin(two, {}, never)
  t.match(mine, { kind: 'run', past: { n: 1, fragments: [resultOf(open, '一').fragment] } })
  const theirs = await there.begin(two, {}, never)
  t.same(theirs, mine, 'a process without a copy gets the same')
  await there.commit(writeOf(two, lastOf(theirs), '二'), never)
  t.match(await here.begin(nextOf(open), {}, never), { kind: 'run', past: { n: 2 } })
  t.same(
    replies.map(reply => reply[0]),
    ['c', 'R', 'r'],
  )
})

t.test(
  'a ready answer stored after another process’s write does not grow a copy that is not current',
  async t => {
    const [here, there] = [store.dialogs(limits), store.dialogs(limits)]
    const open = turnOf()
    const [one, two] = [nextOf(open), nextOf(open)]
    await here.commit(writeOf(open, '', '一'), never)
    await there.commit(writeOf(one, lastOf(await there.begin(one, {}, never)), '二'), never)
    await here.commitReady({ ...two, ...resultOf(two, '三') }, { first: true }, never)
    const fragments = [resultOf(open, '一'), resultOf(one, '二'), resultOf(two, '三')].map(
      one => one.fragment,
    )
    t.match(await here.begin(nextOf(open), {}, never), { kind: 'run', past: { n: 3, fragments } })
  },
)

t.test('a turn is looked for without reading the texts of the others', async t => {
  const dialogs = store.dialogs({ ...limits, keepTurns: 50 })
  const open = turnOf()
  const turns = [open, ...Array.from({ length: 29 }, () => nextOf(open))]
  for (const turn of turns) await dialogs.commitReady({ ...turn, ...resultOf(turn, '一') }, {}, never)
  await server.client.config('RESETSTAT')
  t.match(await dialogs.readTurn(turns[10] ?? open, owner, never), { kind: 'done', turn: { seq: 11 } })
  t.same(await dialogs.readTurn(nextOf(open), owner, never), { kind: 'absent' })
  t.equal((await dialogs.cancel(turns[10] ?? open, owner)).result, 'already-answered')
  t.equal((await dialogs.cancel(nextOf(open), owner)).result, 'absent')
  t.match(await dialogs.begin(turns[10] ?? open, {}, never), { kind: 'done', turn: { seq: 11 } })
  t.match(await dialogs.commit(writeOf(turns[10] ?? open, newId()), never), {
    kind: 'done',
    turn: { seq: 11 },
  })
  t.same(await dialogs.commit(writeOf(nextOf(open), newId()), never), { kind: 'refused' })
  t.notMatch(await server.client.info('commandstats'), /cmdstat_lrange:/)
})

t.test('a turn that waits repeats begin without a read of the turns before it', async t => {
  const [here, there] = [store.dialogs(limits), store.dialogs(limits)]
  const open = turnOf()
  await there.commit(writeOf(open, '', '一'), never)
  const [one, two] = [nextOf(open), nextOf(open, { origin: newId() })]
  await there.begin(one, { first: true }, never)
  await here.begin(two, { first: true }, never)
  await server.client.config('RESETSTAT')
  for (let i = 0; i < 5; i++) t.match(await here.begin(two, {}, never), { kind: 'wait', behind: one.turnId })
  t.notMatch(await server.client.info('commandstats'), /cmdstat_(lrange|lindex):/)
})

t.test('turns that a build without the index stored are found, and get into the index', async t => {
  const dialogs = store.dialogs({ ...limits, keepTurns: 4 })
  const open = turnOf()
  const commit = async (turn: MaskedTurn) =>
    dialogs.commitReady({ ...turn, ...resultOf(turn, '一') }, {}, never)
  const found = async (turn: MaskedTurn) => (await dialogs.readTurn(turn, owner, never)).kind
  const turns = [open, ...Array.from({ length: 5 }, () => nextOf(open))]
  const [one = open, two = open, three = open, four = open, five = open, six = open] = turns
  for (const turn of [one, two]) await commit(turn)
  await server.client.hdel(dialogKey(open.dialogId), 'index')
  t.equal(await found(one), 'done')
  t.equal((await dialogs.cancel(two, owner)).result, 'already-answered')
  for (const turn of [three, four]) await commit(turn)
  const index = (await server.client.hget(dialogKey(open.dialogId), 'index')) ?? ''
  t.equal(index, `4:${[one, two, three, four].map(turn => turn.turnId.slice(0, 2)).join('')}`)

  // During a rolling upgrade both builds store turns: the older one leaves the index as it was.
  await commit(five)
  await server.client.hset(dialogKey(open.dialogId), 'index', index)
  t.equal(await found(five), 'done')
  await commit(six)
  for (const turn of [three, four, five, six]) t.equal(await found(turn), 'done')
  t.equal(await found(one), 'absent', 'no longer among the kept ones')
})

t.test('a late write does nothing', async t => {
  const turn = turnOf()
  const keys = dialogKeys(turn.dialogId)
  const reply = await store.run('dialog_erase', keys, [1, owner, 60_000])
  t.match(reply, /^l\d{13}$/)
  t.equal(await server.client.exists(...keys), 0)
})

t.test('a wrong idea of the time of Redis is put right by the first late answer', async t => {
  store.time.learn(1_000)
  const turn = turnOf()
  t.equal((await store.dialogs(limits).begin(turn, {}, never)).kind, 'run')
  t.ok(Math.abs(store.time.now() - Date.now()) < 1_000)
})

t.test('scripts lost by a restart are sent again', async t => {
  const dialogs = store.dialogs(limits)
  const turn = turnOf()
  await server.client.script('FLUSH')
  t.match(await dialogs.commit(writeOf(turn, ''), never), { kind: 'done' })
})

t.test('a dialog that ends takes all its keys along', async t => {
  const dialogs = store.dialogs({ ...limits, ttlMs: 80 })
  const turn = turnOf({ key: 'k', textHash: 'h' })
  const last = lastOf(await dialogs.begin(turn, {}, never))
  await dialogs.commit(writeOf(turn, last), never)
  const keys = dialogKeys(turn.dialogId)
  t.equal(await server.client.exists(...keys), 3)
  while ((await server.client.exists(...keys)) > 0) await pause(5)
})

t.test('nothing is stored of a forgotten dialog but a mark that ends', async t => {
  const dialogs = store.dialogs(limits)
  const turn = turnOf({ key: 'k', textHash: 'h' })
  const last = lastOf(await dialogs.begin(turn, { acknowledged: { traceparent: '' } }, never))
  await dialogs.commit(writeOf(turn, last), never)
  await dialogs.erase(turn.dialogId, owner)
  t.same(await server.client.keys(`*${turn.dialogId}*`), [dialogKey(turn.dialogId)])
  t.same(await server.client.hgetall(dialogKey(turn.dialogId)), {
    owner: `-${sha1(dialogKey(turn.dialogId) + owner)}`,
  })
  const left = await server.client.pttl(dialogKey(turn.dialogId))
  t.ok(left > 55_000 && left <= 60_000)
})

t.test('an idle record is small enough for a compact hash', async t => {
  const dialogs = store.dialogs(limits)
  const turn = turnOf()
  const last = lastOf(await dialogs.begin(turn, {}, never))
  t.equal(await server.client.object('ENCODING', dialogKey(turn.dialogId)), 'listpack')
  await dialogs.commit(writeOf(turn, last), never)
  t.equal(await server.client.object('ENCODING', dialogKey(turn.dialogId)), 'listpack')
})

t.test('every key ends by itself', async t => {
  const names = await server.client.keys('*')
  const ends = await Promise.all(names.map(name => server.client.pttl(name)))
  t.ok(names.length > 0)
  t.same(
    names.filter((_name, i) => (ends[i] ?? -1) < 0),
    [],
  )
})
