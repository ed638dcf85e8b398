import t from 'tap'
import { openStore } from '../../../perf/load/dialog-store.js'
import {
  lastOf,
  limits,
  never,
  newId,
  nextOf,
  owner,
  turnOf,
  writeOf,
} from '../../../perf/load/dialog-turns.js'
import { claimOf, wishOf } from '../../../perf/load/seat-acts.js'
import { imageIdOf } from '../../../src/ids.js'
import { startRedis } from '../../../tools/redis-server.js'
import { picturesContract } from '../../contracts/pictures.js'

const server = await startRedis()
const store = await openStore(server.url)
t.teardown(async () => {
  await store.close()
  await server.stop()
})

picturesContract(t, async own => ({
  dialogs: store.dialogs(own),
  handovers: store.handovers(own),
  pictures: store.pictures,
}))

/** Milliseconds between the ends of the dialog and of what lies beside it. */
async function apart(dialogId: string): Promise<number> {
  const ends = [`d:{${dialogId}}`, `d:{${dialogId}}:k`].map(key => server.client.pexpiretime(key))
  const [dialog = 0, keys = -1] = await Promise.all(ends)
  return Math.abs(dialog - keys)
}

t.test('pictures live on with the dialog through all that prolongs it, and are gone with it', async t => {
  const dialogs = store.dialogs(limits)
  const handovers = store.handovers(limits)
  const turn = turnOf()
  const { dialogId } = turn
  await dialogs.commit(writeOf(turn, ''), never)
  await store.pictures.keep({ dialogId, imageId: imageIdOf(newId()) }, owner, { sealed: 'x', bytes: 1 })
  t.equal(await apart(dialogId), 0)
  const next = nextOf(turn)
  const last = lastOf(await dialogs.begin(next, {}, never))
  await dialogs.commit(writeOf(next, last), never)
  t.equal(await apart(dialogId), 0, 'after a turn')
  await handovers.queue(wishOf(dialogId))
  t.equal(await apart(dialogId), 0, 'while it waits for a person')
  await handovers.claim(claimOf(dialogId, 's 1'))
  t.equal(await apart(dialogId), 0, 'while a person holds it')
  await dialogs.erase(dialogId, owner)
  t.equal(await server.client.exists(`d:{${dialogId}}:k`), 0)
})
