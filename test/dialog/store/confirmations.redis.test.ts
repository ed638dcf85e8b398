import t from 'tap'
import { openStore } from '../../../perf/load/dialog-store.js'
import { limits, never, newId, owner } from '../../../perf/load/dialog-turns.js'
import { startRedis } from '../../../tools/redis-server.js'
import { confirmationsContract } from '../../contracts/confirmations.js'
import { proposalOf, proposing } from '../../support/dialog/proposals.js'

const server = await startRedis()
const store = await openStore(server.url)
const other = await openStore(server.url)
t.teardown(async () => {
  await store.close()
  await other.close()
  await server.stop()
})

confirmationsContract(t, async own => ({
  dialogs: store.dialogs(own),
  handovers: store.handovers(own),
  confirmations: store.confirmations,
}))

t.test('one of two processes gets the claim, and nothing sealed remains after it', async t => {
  const proposal = proposalOf()
  const write = proposing(proposal)
  await store.dialogs(limits).commit(write, never)
  const ref = { dialogId: write.dialogId, confirmId: proposal.shown.confirmId }
  const claims = [store, other, store, other].map(({ confirmations }) =>
    confirmations.claim(ref, { kind: 'customer', owner }, { attempt: newId(), leaseMs: 60_000 }),
  )
  const won = await Promise.all(claims)
  t.equal(won.filter(Boolean).length, 1)
  const record = await server.client.hgetall(`d:{${write.dialogId}}`)
  t.notMatch(JSON.stringify(record), new RegExp(proposal.bond.sealed))
})
