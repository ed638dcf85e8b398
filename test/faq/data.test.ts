// The built-in FAQ as data: complete, without overlap, promising nothing.
import { readFileSync } from 'node:fs'
import t from 'tap'
import { parseEntries } from '../../src/faq/entries.js'
import { normalise } from '../../src/faq/normalise.js'
import { createPhrasings } from '../../src/faq/phrasings.js'
import { packageRoot } from '../../src/root.js'
import { entries } from '../support/faq/fixture.js'

const required =
  'shipping-time delivery-time track-parcel urge-delivery change-address change-phone cancel-order return-how return-freight return-window refund-arrival refund-where exchange price-protection invoice-get invoice-change coupon-use coupon-fail coupon-return presale-deposit presale-balance stock-arrival member-level points pay-fail pay-methods installments gift-card self-pickup installation warranty repair damaged-goods missing-goods wrong-goods genuine size-help account-login account-password account-cancel complain human-agent business-hours courier-contact reject-parcel signed-not-received overseas-tax flash-sale-rules purchase-limit gift-missing'
const smalltalk = parseEntries(readFileSync(new URL('data/smalltalk.zh.jsonl', packageRoot), 'utf8'))

t.test('every topic of the contract is there', async t => {
  const topics = new Set(entries.map(({ topic }) => topic))
  t.same(
    required.split(' ').filter(topic => !topics.has(topic)),
    [],
  )
})

t.test('each topic is asked in many ways', async t => {
  const phrasings = entries.flatMap(({ questions }) => questions)
  t.ok(phrasings.length >= 900, `${phrasings.length} phrasings`)
  for (const { topic, questions } of entries) t.ok(questions.length >= 8, `${topic}: ${questions.length}`)
})

t.test('no phrasing belongs to two topics', async t => {
  const owner = new Map<string, string>()
  for (const { topic, questions } of entries)
    for (const question of questions) {
      const form = normalise(question)
      t.ok(form.length > 0, question)
      t.equal(owner.get(form) ?? topic, topic, `${question} is asked in ${owner.get(form)} and ${topic}`)
      owner.set(form, topic)
    }
})

t.test('every phrasing is found by its normal form', async t => {
  const phrasings = createPhrasings(entries)
  for (const { topic, questions } of entries)
    for (const question of questions) t.equal(phrasings.get(normalise(`请问${question}？`))?.topic, topic)
  t.equal(phrasings.get('这句话没人问过'), undefined)
})

t.test('answers are short and promise no day count, amount or term', async t => {
  for (const { topic, answer } of [...entries, ...smalltalk]) {
    t.notMatch(
      answer,
      /[0-9０-９%％]|[一二两三四五六七八九十百千几]+\s*(?:天|日|元|块|小时|分钟|个?工作日|个?月|年|折|倍)/,
      topic,
    )
    t.notMatch(answer, /马上|立即|立刻|保证|一定会|当天|免费/, topic)
    t.ok(answer.length <= 90, `${topic}: ${answer.length} characters`)
  }
})

t.test('an answer says where to look, and promises nobody who would take over or reply', async t => {
  for (const { topic, answer } of entries) t.match(answer, /“[^”]+”|结算页|商品页|服务中心/, topic)
  for (const { topic, answer } of [...entries, ...smalltalk]) {
    t.notMatch(answer, /回复“|我请|由同事|为您转|帮您转|留言|会看到|尽快|已记录/, topic)
  }
})

t.test('small talk and questions never share a text', async t => {
  const asked = createPhrasings(entries)
  for (const { questions } of smalltalk)
    for (const text of questions) t.notOk(asked.has(normalise(text)), text)
})
