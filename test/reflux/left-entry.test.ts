import t from 'tap'
import { leftEntry } from '../../src/reflux/left-entry.js'
import { newId } from '../support/reflux/samples.js'

t.test('a left message stands as a question that nobody has answered, under its own id', async t => {
  const [dialogId, messageId, owner] = [newId(), newId(), newId()]
  const message = {
    dialogId,
    messageId,
    owner,
    shop: 'main',
    ref: 'r 1',
    language: 'zh',
    text: '请回电 139******78',
    textHash: 'h',
    event: 'e',
  }
  t.same(leftEntry(message, { at: 5, level: 1 }), {
    at: 5,
    dialogId,
    turnId: messageId,
    owner,
    shop: 'main',
    level: 1,
    question: '请回电 139******78',
    answer: '',
    source: 'message',
  })
})
