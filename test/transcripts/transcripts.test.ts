// Who may read a transcript, and which ones an export finds, over dialogs in memory.
import t from 'tap'
import { lastOf, limits, never, newId, nextOf, owner, turnOf, writeOf } from '../../perf/load/dialog-turns.js'
import { actOf, claimOf, seatText, wishOf } from '../../perf/load/seat-acts.js'
import type { MaskedTurn } from '../../src/dialog/store/dialogs.js'
import { Stop } from '../../src/stop.js'
import { createTranscripts, type TranscriptFilter } from '../../src/transcripts/transcripts.js'
import { memoryDialogState } from '../../src/wiring/dialog-state.js'
import { fakeClock } from '../support/dialog/fake-time.js'

function setUp() {
  const clock = fakeClock()
  const state = memoryDialogState({ clock, newId }, limits)
  const transcripts = createTranscripts({ ...state, opinions: { of: async () => [] } })
  const open = async (own: Partial<MaskedTurn> = {}) => {
    const turn = turnOf(own)
    await state.dialogs.commit(writeOf(turn, ''), never)
    return turn.dialogId
  }
  const exported = async (filter: Partial<TranscriptFilter> = {}, signal = new Stop()) => {
    const all = { from: 0, to: Number.POSITIVE_INFINITY, seat: undefined, shop: undefined }
    const found: string[] = []
    for await (const { dialogId } of transcripts.all({ ...all, ...filter }, signal)) found.push(dialogId)
    return found
  }
  return { clock, ...state, transcripts, open, exported }
}

t.test(
  'a dialog that no person had to do with is read by its customer and the admins of its shop',
  async t => {
    const { transcripts, open } = setUp()
    const dialogId = await open({ shop: 'b' })
    const read = async (reader: Parameters<typeof transcripts.read>[1]) =>
      (await transcripts.read(dialogId, reader, never))?.entries.length
    t.equal(await read({ role: 'customer', shop: 'b', owner }), 2)
    t.equal(await read({ role: 'admin', shop: 'b' }), 2)
    t.equal(await read({ role: 'admin', shop: undefined }), 2, 'an admin of all shops')
    t.equal(await read({ role: 'admin', shop: 'main' }), undefined)
    t.equal(await read({ role: 'customer', shop: 'b', owner: newId() }), undefined)
    t.equal(await read({ role: 'seat', shop: 'b', sub: 'wang' }), undefined)
  },
)

t.test('an export has the dialogs of its shop, and an admin of all shops gets those of each', async t => {
  const { open, exported, dialogs } = setUp()
  const [mine, other, erased] = [await open(), await open({ shop: 'b' }), await open()]
  await dialogs.erase(erased, owner)
  t.same(await exported({ shop: 'main' }), [mine])
  t.same(await exported(), [mine, other])
})

t.test('an export has the dialogs in which something was said in its time', async t => {
  const { clock, open, exported, dialogs } = setUp()
  const first = turnOf()
  await dialogs.commit(writeOf(first, ''), never)
  const opened = clock.now()
  clock.move(1_000)
  const second = await open()
  t.same(await exported({ to: opened + 1_000 }), [first.dialogId])
  t.same(await exported({ from: opened + 1_000 }), [second])
  const next = nextOf(first)
  await dialogs.commit(writeOf(next, lastOf(await dialogs.begin(next, {}, never))), never)
  t.same((await exported({ from: opened + 1_000 })).sort(), [first.dialogId, second].sort(), 'said anew')
})

t.test('an export of a seat has the dialogs that the seat holds or in which it closed a service', async t => {
  const { open, exported, handovers } = setUp()
  const [holds, served, others] = [await open(), await open(), await open()]
  await open()
  for (const [dialogId, sub] of [
    [holds, 'wang'] as const,
    [served, 'wang'] as const,
    [others, 'li'] as const,
  ]) {
    await handovers.queue(wishOf(dialogId))
    await handovers.claim(claimOf(dialogId, sub))
  }
  await handovers.close(actOf(claimOf(served, 'wang')), seatText('再见'), 'solved')
  t.same((await exported({ seat: 'wang' })).sort(), [holds, served].sort())
  t.same(await exported({ seat: 'nobody' }), [])
})

t.test('an export that nobody waits for any more looks no further', async t => {
  const { open, exported } = setUp()
  await open()
  const signal = new Stop()
  signal.abort()
  await t.rejects(exported({}, signal))
})
