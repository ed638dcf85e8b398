import t from 'tap'
import { handoffDocument } from '../../src/people/handoff-document.js'
import { createReadPersonWords, readMixedWishOf } from '../../src/seats/person-words.js'
import { asksForOther } from './asking/look-alikes.js'
import { asksForPerson } from './asking/phrasings.js'

const read = createReadPersonWords(handoffDocument(undefined).start)

t.test('a text that is only a wish for a person asks for one', async t => {
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

t.test('a text that refuses the bot asks for a person and no bot', async t => {
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
  const own = createReadPersonWords({ words: ['喊小二'], not_words: ['店小二'] })
  t.equal(own('喊小二'), 'asked')
  t.equal(own('转人工'), undefined)
  t.equal(own('喊小二店小二'), undefined)
})

t.test('of a shop’s words the letters count, and no punctuation', async t => {
  const own = createReadPersonWords({ words: ['(c++) 客服.*', '?'], not_words: [] })
  t.equal(own('C++ 客服！'), 'asked')
  t.equal(own('什么时候发货'), undefined)
  t.equal(createReadPersonWords({ words: [], not_words: [] })('转人工'), undefined)
})

t.test('a text that asks for a person and for something else is told apart from both', async t => {
  const isMixed = readMixedWishOf(handoffDocument(undefined).start)
  const mixed = ['退货，转人工', '这个订单怎么还没到？转人工！', 'where is my parcel? human please']
  t.same(mixed.filter(isMixed), mixed)
  const others = [
    '转人工',
    '你好，转人工，谢谢',
    '人工费多少，怎么退货',
    '退货',
    '',
    `退货，转人工${'。'.repeat(200)}`,
  ]
  t.same(others.filter(isMixed), [])
  t.same(asksForPerson.filter(isMixed), [])
})

/** Texts that were not used to choose the words. */
const unseen = (texts: readonly string[]) => texts.filter((_text, i) => i % 2 === 1)

t.test(
  '97 % of unseen phrasings are read as a wish for a person, at most 2 % of unseen look-alikes',
  async t => {
    t.ok(Math.min(asksForPerson.length, asksForOther.length) >= 100)
    t.equal(new Set([...asksForPerson, ...asksForOther]).size, asksForPerson.length + asksForOther.length)
    const [wanted, others] = [unseen(asksForPerson), unseen(asksForOther)]
    const missed = wanted.filter(text => read(text) === undefined)
    const mistaken = others.filter(text => read(text) !== undefined)
    t.ok(missed.length <= 0.03 * wanted.length, missed.join(', '))
    t.ok(mistaken.length <= 0.02 * others.length, mistaken.join(', '))
  },
)

t.test('every text that the words were tuned with is read as meant', async t => {
  const seen = (texts: readonly string[]) => texts.filter((_text, i) => i % 2 === 0)
  t.same(
    seen(asksForPerson).filter(text => read(text) === undefined),
    [],
  )
  t.same(
    seen(asksForOther).filter(text => read(text) !== undefined),
    [],
  )
})

// A pattern that tries all ways to divide a text would never end.
t.test('a text of any kind is read to its end', async t => {
  for (const piece of ['我', '人工', '转', 'a ', '快', '，', '一下', '\u0301'])
    for (let length = 1; length <= 40; length++) read(piece.repeat(length))
  t.pass()
})
