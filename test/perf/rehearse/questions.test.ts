import t from 'tap'
import { seededRandom } from '../../../perf/fake-llm/latency.js'
import { createVisits } from '../../../perf/rehearse/customers.js'
import { createMix, personWishes, readPhrasings, readQuestions } from '../../../perf/rehearse/questions.js'
import { handoffDocument } from '../../../src/people/handoff-document.js'
import { createReadPersonWords } from '../../../src/seats/person-words.js'

t.test('a file holds a question a line, or dialogs', async t => {
  t.same(readQuestions('在吗\n\n 怎么退货 \n'), ['在吗', '怎么退货'])
  const dialog = {
    session: 's',
    uid: 'u',
    messages: [
      { role: 'customer', text: '在吗' },
      { role: 'seat', text: '在的' },
    ],
  }
  t.same(readQuestions(`${JSON.stringify(dialog)}\n`), ['在吗'])
  t.throws(() => readQuestions(' \n'), RangeError)
})

t.test('phrasings are the first ones of each topic', async t => {
  t.same(readPhrasings('{"questions":["a","b","c"]}\n{"questions":["d"]}\n', 2), ['a', 'b', 'd'])
})

t.test('the mix keeps its shares, and what is asked once is asked once', async t => {
  const stock = { hot: ['h'], faq: ['f'], real: ['r'] }
  const next = createMix(stock, { hot: 0.3, faq: 0.2, order: 0, person: 0 }, seededRandom(1))
  const asked = Array.from({ length: 2000 }, next)
  const share = (kind: string) => asked.filter(q => q.kind === kind).length / asked.length
  t.ok(Math.abs(share('hot') - 0.3) < 0.05)
  t.ok(Math.abs(share('faq') - 0.2) < 0.05)
  const unique = asked.filter(q => q.kind === 'unique').map(q => q.text)
  t.equal(new Set(unique).size, unique.length)
})

t.test('a share asks about its own order, one for a person, and the rest as before', async t => {
  const next = createMix(
    { hot: ['h'], faq: ['f'], real: ['r'] },
    { hot: 1, faq: 0, order: 0.5, person: 0.2 },
    seededRandom(1),
  )
  const asked = Array.from({ length: 2000 }, next)
  t.ok(Math.abs(asked.filter(q => q.kind === 'order').length / 2000 - 0.5) < 0.05)
  t.ok(Math.abs(asked.filter(q => q.kind === 'person').length / 2000 - 0.2) < 0.05)
  t.same([...new Set(asked.map(q => q.kind))].sort(), ['hot', 'order', 'person'])
})

t.test('each wish for a person is one by the words that a server takes by default', async t => {
  const reasonOf = createReadPersonWords(handoffDocument(undefined).start)
  t.same(
    personWishes.map(text => reasonOf(text)),
    personWishes.map(() => 'asked'),
  )
})

t.test('without pinned answers nothing is asked as hot', async t => {
  const next = createMix(
    { hot: [], faq: ['f'], real: ['r'] },
    { hot: 0.5, faq: 0.5, order: 0, person: 0 },
    seededRandom(1),
  )
  t.ok(Array.from({ length: 50 }, next).every(q => q.kind === 'faq'))
})

t.test('a customer thinks before going on in the dialog, and leaves after three turns', async t => {
  const visits = createVisits(['t0', 't1'])
  const visit = visits.arrive()
  t.match(visit, { token: 't0', dialogId: '' })
  visit.dialogId = 'd'
  visits.answered(visit, 1000)
  t.not(visits.goOn(3999), visit, 'still thinking: another one comes')
  t.equal(visits.goOn(4000), visit)
  visits.answered(visit, 4000)
  t.equal(visits.goOn(7000), visit)
  visits.answered(visit, 7000)
  t.not(visits.goOn(99_000), visit)
})

t.test('who was not told a dialog does not go on', async t => {
  const visits = createVisits(['t0'])
  const visit = visits.arrive()
  visits.answered(visit, 0)
  t.not(visits.goOn(99_000), visit)
})
