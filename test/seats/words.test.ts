import t from 'tap'
import { handoffDocument } from '../../src/people/handoff-document.js'
import { createReadWords } from '../../src/seats/words.js'

const read = createReadWords(handoffDocument(undefined).start)

t.test('who says no more than that wants a person', async t => {
  for (const text of [
    '转人工',
    '人工客服',
    '找真人！',
    '请帮我转人工，谢谢',
    '我要人工。',
    '人 工',
    'Human, please',
    'live agent',
  ]) {
    t.equal(read(text), 'asked', text)
  }
})

t.test('who refuses the machine wants a person and no answer of it', async t => {
  for (const text of ['我不要机器人', '不要机器人!!', 'no bot']) t.equal(read(text), 'refused-ai', text)
})

t.test('look-alikes and questions that say more do not ask', async t => {
  for (const text of [
    '人工费多少',
    '人工智能手表',
    '退货，转人工',
    '你是人工吗还是别的',
    '什么时候发货',
    '',
    '，',
    'x'.repeat(41),
  ]) {
    t.equal(read(text), undefined, text)
  }
})

t.test('a shop has words of its own', async t => {
  const own = createReadWords({ words: ['喊小二'], not_words: ['店小二'] })
  t.equal(own('喊小二'), 'asked')
  t.equal(own('转人工'), undefined)
  t.equal(own('喊小二店小二'), undefined)
})
