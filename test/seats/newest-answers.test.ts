import t from 'tap'
import { newId } from '../../perf/load/dialog-turns.js'
import { createNewestAnswers } from '../../src/seats/newest-answers.js'

t.test(
  'an answer that comes again in its dialog is suspected, another one and one of another dialog is not',
  async t => {
    const { comesAgain } = createNewestAnswers()
    const [one, two] = ['1'.repeat(32), '2'.repeat(32)]
    t.notOk(comesAgain(one, '包邮'))
    t.notOk(comesAgain(two, '包邮'))
    t.ok(comesAgain(one, '包邮'))
    t.notOk(comesAgain(one, '不包邮'))
    t.notOk(comesAgain(one, '包邮'), 'another came in between')
    t.notOk(comesAgain(one, ''))
    t.ok(comesAgain(one, ''))
  },
)

t.test('of many dialogs most are remembered, and none is taken for another', async t => {
  const { comesAgain } = createNewestAnswers()
  const dialogs = Array.from({ length: 5_000 }, newId)
  const mistaken = dialogs.filter(dialogId => comesAgain(dialogId, '包邮'))
  const known = dialogs.filter(dialogId => comesAgain(dialogId, '包邮'))
  t.ok(mistaken.length <= 1)
  t.ok(known.length > 0.9 * dialogs.length)
})
