// Faults of the store, each as a case of its own: some were found by reasoning, some by the model check.
import t from 'tap'
import { openStore } from '../../perf/load/dialog-store.js'
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
} from '../../perf/load/dialog-turns.js'
import { emptyState } from '../../src/dialog/store/dialog-shelf.js'
import type { Dialogs } from '../../src/dialog/store/dialogs.js'
import { createMemoryDialogs } from '../../src/dialog/store/dialogs.memory.js'
import { dialogKey, dialogKeys } from '../../src/redis/keys.js'
import { startRedis } from '../../tools/redis-server.js'

const server = await startRedis()
const store = await openStore(server.url)
t.teardown(async () => {
  await store.close()
  await server.stop()
})
const { client } = server

/** Restores the dialog from `dumps`. */
async function restore(id: string, dumps: readonly (Buffer | null)[]): Promise<void> {
  await client.del(...dialogKeys(id))
  for (const [i, key] of dialogKeys(id).entries()) {
    const dump = dumps[i]
    if (dump) await client.restore(key, 60_000, dump)
  }
}

const dump = (id: string) => Promise.all(dialogKeys(id).map(key => client.dumpBuffer(key)))

t.test('writes rolled back and followed by different ones do not match an older copy', async t => {
  const [here, there] = [store.dialogs(limits), store.dialogs(limits)]
  const open = turnOf()
  const [one, two] = [nextOf(open), nextOf(open)]
  const first = await here.commit(writeOf(open, '', '一'), never)
  t.equal(first.kind, 'done')
  const before = await dump(open.dialogId)
  const last = lastOf(await here.begin(one, {}, never))
  const lost = writeOf(one, last, '二')
  await here.commit(lost, never)

  await restore(open.dialogId, before)
  await there.commit(writeOf(two, lastOf(await there.begin(two, {}, never)), '别的'), never)
  t.same(await here.commit(lost, never), { kind: 'refused' }, 'what it was built on is not the last write')
  await there.commit(writeOf(one, lastOf(await there.begin(one, {}, never)), '二'), never)
  t.match(await here.begin(nextOf(open), {}, never), {
    kind: 'run',
    past: {
      fragments: [
        resultOf(open, '一').fragment,
        resultOf(two, '别的').fragment,
        resultOf(one, '二').fragment,
      ],
    },
  })
})

t.test('a dialog that was lost with all its writes takes only the commit of an opening turn', async t => {
  const dialogs = store.dialogs(limits)
  const open = turnOf()
  const next = nextOf(open)
  await dialogs.commit(writeOf(open, ''), never)
  const last = lastOf(await dialogs.begin(next, {}, never))
  await restore(open.dialogId, [])
  t.same(await dialogs.commit(writeOf(next, last), never), { kind: 'refused' })
  t.same(await dialogs.commit({ ...writeOf(next, last), opens: true }, never), { kind: 'refused' })
  t.same(await dialogs.commit(writeOf(next, ''), never), { kind: 'refused' })
  t.match(await dialogs.commit(writeOf(open, ''), never), { kind: 'done', turn: { seq: 1 } })
})

/** Ends the mark of a deleted dialog before its time. */
type EndMark = (dialogId: string) => Promise<void>

async function reopening(t: Tap, dialogs: Dialogs, endMark: EndMark): Promise<void> {
  const open = turnOf({ key: 'k', textHash: 'h' })
  await dialogs.commit(writeOf(open, ''), never)
  const late = nextOf(open)
  const last = lastOf(await dialogs.begin(late, {}, never))
  await dialogs.erase(open.dialogId, owner)
  const reopened = { ...open, turnId: newId() }
  t.equal((await dialogs.begin(reopened, { first: true }, never)).kind, 'gone')
  await endMark(open.dialogId)
  t.equal((await dialogs.begin(reopened, {}, never)).kind, 'run')
  t.same(await dialogs.commit(writeOf(late, last), never), { kind: 'refused' })
  t.match(await dialogs.commit(writeOf(reopened, ''), never), { kind: 'done', turn: { seq: 1 } })
  t.same(await dialogs.commit(writeOf(late, last), never), { kind: 'refused' })
}

type Tap = Pick<typeof t, 'equal' | 'same' | 'match'>

t.test(
  'a late commit does not reach a dialog that was deleted and reopened under its derived id',
  async t => {
    const state = emptyState()
    const memory = createMemoryDialogs({ clock: { now: () => 1 }, newId }, limits, state)
    await reopening(t, memory, async id => void state.erased.delete(id))
    await reopening(t, store.dialogs(limits), async id => void (await client.del(dialogKey(id))))
  },
)

t.test(
  'a claim between the vendor’s end and the commit: the answer is refused, the turn is the seat’s',
  async t => {
    const state = emptyState()
    const memory = createMemoryDialogs({ clock: { now: () => 1 }, newId }, limits, state)
    const claims = [
      {
        dialogs: memory,
        claim: async (id: string) => {
          const record = state.records.get(id)
          if (record)
            state.records.set(id, { ...record, mode: 'seat', past: { ...record.past, last: newId() } })
        },
      },
      {
        dialogs: store.dialogs(limits),
        claim: async (id: string) => void (await client.hset(dialogKey(id), { mode: 'seat', last: newId() })),
      },
    ]
    for (const { dialogs, claim } of claims) {
      const turn = turnOf()
      const last = lastOf(await dialogs.begin(turn, {}, never))
      await claim(turn.dialogId)
      t.same(await dialogs.commit(writeOf(turn, last), never), { kind: 'refused' })
      t.same(await dialogs.begin(turn, {}, never), { kind: 'seat', mode: 'seat', watchers: [] })
      t.same(await dialogs.commitReady({ ...turn, ...resultOf(turn, 'x') }, {}, never), { kind: 'refused' })
      t.match(await dialogs.readTurn(turn, owner, never), { kind: 'pending', mode: 'seat' })
    }
  },
)

t.test('a write given up while Redis was frozen does not act when it thaws', async t => {
  const own = await startRedis()
  const one = await openStore(own.url)
  t.teardown(async () => {
    await one.close()
    await own.stop()
  })
  const dialogs = one.dialogs(limits)
  const turn = turnOf()
  await dialogs.commit(writeOf(turn, ''), never)
  process.kill(own.pid, 'SIGSTOP')
  const next = nextOf(turn)
  const failure = await dialogs.begin(next, { first: true }, never).catch(error => error)
  t.match(failure, { kind: 'store-away' })
  process.kill(own.pid, 'SIGCONT')
  while (dialogs.isAway(turn.dialogId)) await new Promise(setImmediate)
  t.same(await dialogs.readTurn(next, owner, never), { kind: 'absent' })
  t.match(await dialogs.begin(next, {}, never), { kind: 'run', past: { n: 1 } }, 'and it serves again')
})

t.test('a restarted Redis still has every answer that was sent, and is used again by itself', async t => {
  const own = await startRedis()
  const one = await openStore(own.url)
  t.teardown(() => one.close())
  const dialogs = one.dialogs(limits)
  const turn = turnOf()
  const last = lastOf(await dialogs.begin(turn, { acknowledged: { traceparent: 'tp' } }, never))
  await own.restart()
  t.teardown(() => own.stop())
  const answered = async () => {
    while (true) {
      try {
        return await dialogs.commit(writeOf(turn, last), never)
      } catch {
        await new Promise(resolve => setTimeout(resolve, 20))
      }
    }
  }
  t.match(await answered(), { kind: 'done', turn: { seq: 1 } })
})
