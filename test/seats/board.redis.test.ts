import t from 'tap'
import { openStore, steadyClock } from '../../perf/load/dialog-store.js'
import { limits, never, newId, turnOf, writeOf } from '../../perf/load/dialog-turns.js'
import { wishOf } from '../../perf/load/seat-acts.js'
import { pause } from '../../src/clock.js'
import { deskKeys } from '../../src/redis/keys.js'
import { createRedisBoards } from '../../src/seats/board.redis.js'
import { createDesk } from '../../src/seats/desk.js'
import { createDeskWalk } from '../../src/seats/desk-walk.js'
import { startRedis } from '../../tools/redis-server.js'
import { boardsContract, seatRow, waitingRow } from '../contracts/boards.js'

const server = await startRedis()
const store = await openStore(server.url)
t.teardown(async () => {
  await store.close()
  await server.stop()
})

const boardsOf = (processId: string) =>
  createRedisBoards({ commands: store.client.commands, write: store.write, processId })

boardsContract(t, async () => ({ boards: boardsOf(newId()), pass: ms => pause(ms) }))

t.test('a seat with sockets in two processes is there until both have lost it', async t => {
  const [here, there] = [boardsOf(newId()), boardsOf(newId())]
  await here.seat('two', seatRow())
  await there.exchange('two', ['s 1'], undefined)
  await here.left('two', 's 1')
  t.ok(((await here.exchange('two', [], undefined)).seats.get('s 1')?.ageMs ?? 9e9) < 1_000)
  await there.left('two', 's 1')
  t.ok(((await here.exchange('two', [], undefined)).seats.get('s 1')?.ageMs ?? 0) > 2_000)
})

t.test('a pace that counts no more is dropped when another skill is claimed', async t => {
  const boards = boardsOf(newId())
  const skills = async () => [...(await boards.exchange('paced', [], undefined)).paces.keys()]
  await boards.claimed('paced', 'a')
  await boards.put('paced', waitingRow())
  await pause(5)
  await boards.claimed('paced', 'b')
  t.same((await skills()).sort(), ['a', 'b'])
  const [, , meta = ''] = deskKeys(Buffer.from('paced').toString('base64url'))
  await store.write('desk_pace', [meta], ['b', 4])
  t.same(await skills(), ['b'])
})

t.test('no place is given twice, however many are reserved at once', async t => {
  const boards = [boardsOf(newId()), boardsOf(newId())]
  const puts = Array.from({ length: 40 }, (_none, i) => boards[i % 2]?.put('rush', waitingRow(), 10))
  t.equal((await Promise.all(puts)).filter(Boolean).length, 10)
})

t.test(
  'one process walks over the dialogs when the boards may lack rows, and again when the keys were lost',
  async t => {
    const boards = [boardsOf(newId()), boardsOf(newId())]
    const claims = async () =>
      (await Promise.all(boards.map(each => each.claimWalk()))).filter(Boolean).length
    t.equal(await claims(), 1)
    t.equal(await claims(), 0, 'it is at it')
    await boards[0]?.walked()
    t.equal(await claims(), 0)
    t.equal(await server.client.pttl('{desks}:walk'), -1, 'for good')
    await server.client.del('{desks}:walk')
    t.equal(await claims(), 1)
  },
)

t.test('desks that were lost with all their keys get back the dialogs that nobody remembers', async t => {
  const onError = (error: unknown) => t.fail(String(error))
  const [dialogs, handovers] = [store.dialogs(limits), store.handovers(limits)]
  const turns = [turnOf(), turnOf()]
  for (const turn of turns) await dialogs.commit(writeOf(turn, ''), never)
  const [waits] = turns
  await handovers.queue(wishOf(waits?.dialogId ?? ''))
  await server.client.del('{desks}:walk')
  const boards = boardsOf(newId())
  const desk = createDesk(
    {
      boards,
      handovers,
      dialogs,
      bus: { broadcast: () => undefined },
      steady: steadyClock,
      onError,
      onReturned: () => undefined,
      onGone: () => undefined,
      pause,
    },
    { graceMs: 60_000, handoffMax: 10 },
  )
  const deskWalk = createDeskWalk({ boards, walk: store.walk, settle: desk.settle, onError })
  t.teardown(() => Promise.all([desk.close(), deskWalk.close()]))
  await deskWalk.look()
  t.same([...(await boards.exchange('main', [], undefined)).rows.keys()], [waits?.dialogId])
  t.equal(await boards.claimWalk(), false, 'the walk is done')
})
