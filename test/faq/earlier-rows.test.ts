import t from 'tap'
import { earlierFaqs } from '../../src/faq/earlier-rows.js'
import type { FaqEntry } from '../../src/faq/entries.js'

const entry = (topic: string, answer = '答'): FaqEntry => ({ topic, questions: [`问${topic}`], answer })
const row = (topic: string, answer?: string) => JSON.stringify(entry(topic, answer))
const file = [entry('shipping-time'), entry('exchange'), entry('warranty')]

t.test('without rows no shop has a FAQ of its own', async t => {
  t.equal(
    earlierFaqs(
      new Map([
        ['level', '{}'],
        ['faq', 'x'],
        ['faq/main', 'x'],
      ]),
      file,
    ).size,
    0,
  )
})

t.test('rows stand over the file: added, in the place of a topic, or without it', async t => {
  const settings = new Map([
    ['faq/main/zoo', row('zoo')],
    ['faq/main/exchange', row('exchange', '新')],
    ['faq/main/warranty', 'null'],
    ['faq/a%2Fb/gift', row('gift')],
  ])
  const faqs = earlierFaqs(settings, file)
  t.same(faqs.get('main'), [entry('shipping-time'), entry('exchange', '新'), entry('zoo')])
  t.same(faqs.get('a%2Fb'), [...file, entry('gift')])
  t.equal(faqs.size, 2)
})

t.test('a row that is no entry counts as none and throws nothing', async t => {
  for (const text of ['', 'no JSON', '[]', '7', '"x"', '{}', '{"topic":null}', row('a').slice(0, -1)]) {
    t.same(earlierFaqs(new Map([['faq/main/a', text]]), file).get('main'), file, text)
  }
})
