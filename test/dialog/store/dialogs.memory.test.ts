import t from 'tap'
import { limits, never, newId, owner, turnOf, writeOf } from '../../../perf/load/dialog-turns.js'
import { createMemoryDialogs } from '../../../src/dialog/store/dialogs.memory.js'
import { ERASED_MARK_MS } from '../../../src/dialog/store/limits.js'
import { dialogsContract } from '../../contracts/dialogs.js'
import { fakeClock } from '../../support/dialog/fake-time.js'

dialogsContract(t, async (_t, own) => {
  const clock = fakeClock()
  return {
    dialogs: createMemoryDialogs({ clock, newId }, own),
    pass: async ms => clock.move(ms),
  }
})

t.test('the mark of an erased dialog lasts for a minute', async t => {
  const clock = fakeClock()
  const dialogs = createMemoryDialogs({ clock, newId }, limits)
  const turn = turnOf()
  await dialogs.commit(writeOf(turn, ''), never)
  await dialogs.erase(turn.dialogId, owner)
  clock.move(ERASED_MARK_MS - 1)
  t.equal((await dialogs.begin({ ...turn, turnId: newId() }, {}, never)).kind, 'gone')
  clock.move(1)
  t.equal((await dialogs.begin({ ...turn, turnId: newId() }, {}, never)).kind, 'run')
})
