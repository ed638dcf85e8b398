import t from 'tap'
import { openStore } from '../../perf/load/dialog-store.js'
import { newId } from '../../perf/load/dialog-turns.js'
import { pause } from '../../src/clock.js'
import { createRedisBoards } from '../../src/seats/board.redis.js'
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

t.test('no place is given twice, however many are reserved at once', async t => {
  const boards = [boardsOf(newId()), boardsOf(newId())]
  const puts = Array.from({ length: 40 }, (_none, i) => boards[i % 2]?.put('rush', waitingRow(), 10))
  t.equal((await Promise.all(puts)).filter(Boolean).length, 10)
})
