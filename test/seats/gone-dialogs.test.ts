import t from 'tap'
import { createGoneDialogs } from '../../src/seats/gone-dialogs.js'

t.test('a dialog has left for the reason that was heard, or has just left', async t => {
  const gone = createGoneDialogs()
  gone.remember('a', 'erased')
  t.same([gone.why('a'), gone.why('b')], ['erased', 'left'])
})

t.test('of very many the oldest is forgotten', async t => {
  const gone = createGoneDialogs()
  for (let i = 0; i <= 1_000; i++) gone.remember(`${i}`, 'expired')
  t.same([gone.why('0'), gone.why('1'), gone.why('1000')], ['left', 'expired', 'expired'])
})
