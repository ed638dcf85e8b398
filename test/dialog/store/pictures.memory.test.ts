import t from 'tap'
import { limits, never, newId, owner, turnOf, writeOf } from '../../../perf/load/dialog-turns.js'
import { emptyState } from '../../../src/dialog/store/dialog-shelf.js'
import { createMemoryDialogs } from '../../../src/dialog/store/dialogs.memory.js'
import { createMemoryHandovers } from '../../../src/dialog/store/handovers.memory.js'
import type { DialogLimits } from '../../../src/dialog/store/limits.js'
import { createMemoryPictures } from '../../../src/dialog/store/pictures.memory.js'
import { imageIdOf } from '../../../src/ids.js'
import { picturesContract } from '../../contracts/pictures.js'
import { fakeClock } from '../../support/dialog/fake-time.js'

function setUp(own: DialogLimits) {
  const clock = fakeClock()
  const records = emptyState()
  return {
    clock,
    dialogs: createMemoryDialogs({ clock, newId }, own, records),
    handovers: createMemoryHandovers({ clock, newId }, own, records),
    pictures: createMemoryPictures(clock, own, records),
  }
}

picturesContract(t, async own => setUp(own))

t.test('a picture ends with its dialog', async t => {
  const { clock, dialogs, pictures } = setUp(limits)
  const turn = turnOf()
  await dialogs.commit(writeOf(turn, ''), never)
  const ref = { dialogId: turn.dialogId, imageId: imageIdOf(newId()) }
  await pictures.keep(ref, owner, { sealed: 'x', bytes: 1 })
  clock.move(limits.ttlMs - 1)
  t.equal(await pictures.find(ref, { kind: 'customer', owner }), 'x')
  clock.move(1)
  t.equal(await pictures.find(ref, { kind: 'customer', owner }), undefined)
})
