import t from 'tap'
import { limits, never, newId, owner, turnOf, writeOf } from '../../../perf/load/dialog-turns.js'
import { actOf, claimOf, seatText, wishOf } from '../../../perf/load/seat-acts.js'
import { emptyState } from '../../../src/dialog/store/dialog-shelf.js'
import { createMemoryDialogs } from '../../../src/dialog/store/dialogs.memory.js'
import { createMemoryHandovers } from '../../../src/dialog/store/handovers.memory.js'
import type { DialogLimits } from '../../../src/dialog/store/limits.js'
import { RATING_MS } from '../../../src/dialog/store/services.js'
import { createMemoryServices } from '../../../src/dialog/store/services.memory.js'
import { servicesContract } from '../../contracts/services.js'
import { fakeClock } from '../../support/dialog/fake-time.js'

function setUp(own: DialogLimits) {
  const clock = fakeClock()
  const records = emptyState()
  return {
    clock,
    dialogs: createMemoryDialogs({ clock, newId }, own, records),
    handovers: createMemoryHandovers({ clock, newId }, own, records),
    services: createMemoryServices(clock, own, records),
  }
}

servicesContract(t, async own => setUp(own))

t.test('after a day no customer is asked to rate', async t => {
  const { clock, dialogs, handovers } = setUp({ ...limits, handedTtlMs: 2 * RATING_MS })
  const turn = turnOf()
  await dialogs.commit(writeOf(turn, ''), never)
  await handovers.queue(wishOf(turn.dialogId))
  const claim = claimOf(turn.dialogId, 's 1')
  await handovers.claim(claim)
  await handovers.close(actOf(claim), seatText('结束'), 'solved')
  clock.move(RATING_MS - 1)
  t.match(await dialogs.read(turn.dialogId, owner, never), { invitation: { serviceId: claim.serviceId } })
  clock.move(1)
  t.notMatch(await dialogs.read(turn.dialogId, owner, never), { invitation: {} })
})
