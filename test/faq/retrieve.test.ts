import t from 'tap'
import { CONFIDENT } from '../../src/faq/confidence.js'
import { createRetriever } from '../../src/faq/retrieve.js'
import { createSegment, entries } from '../support/faq/fixture.js'

const segment = createSegment()
const retriever = createRetriever(entries, segment)

t.test('a phrasing of the index finds its own topic with full confidence', async t => {
  for (const { topic, questions } of entries)
    for (const question of questions)
      t.match(retriever.find(question, 1), [{ topic, confidence: 1 }], `${topic}: ${question}`)
})

t.test('questions that no phrasing repeats find their topic', async t => {
  const asked: [string, string][] = [
    ['亲，我上礼拜买的鞋子想退掉，请问要怎么操作呀', 'return-how'],
    ['麻烦问下发票抬头开成我个人的了，想换成我们公司的可以不', 'invoice-change'],
    ['下单的时候地址选成老家的了，现在还来得及改吗', 'change-address'],
    ['前天刚买今天就降价一百多，这个差价能退我吗', 'price-protection'],
    ['空调到了，安装师傅啥时候来装啊', 'installation'],
    ['忘了登陆密码咋整', 'account-password'],
    ['优惠卷为啥用不了', 'coupon-fail'],
    ['能不能分期免息买', 'installments'],
    ['叫个真人客服来行不行', 'human-agent'],
  ]
  for (const [question, topic] of asked) {
    const [best] = retriever.find(question, 3)
    t.equal(best?.topic, topic, question)
    t.ok((best?.confidence ?? 0) >= CONFIDENT, `${question} ${best?.confidence}`)
  }
})

t.test('cards, links and placeholders around a question do not hide it', async t => {
  const card = '[订单编号:[订单x]，订单金额:[金额x]，下单时间:[日期x] [时间x]]'
  t.equal(retriever.find(`${card} 怎么开发票 https://item.example/1.html`, 1)[0]?.topic, 'invoice-get')
})

t.test('chit-chat is never answered with confidence', async t => {
  for (const text of ['好的谢谢', '嗯嗯', '哈哈你真可爱', '没有了', '今天天气不错', '我姓王', 'ok', '😀😀'])
    t.ok((retriever.find(text, 1)[0]?.confidence ?? 0) < CONFIDENT, text)
})

t.test('a bare card, number or link finds nothing', async t => {
  for (const text of [
    '[订单编号:[订单x]，订单金额:[金额x]]',
    '咨询订单号:[订单x] 商品ID:[数字x]',
    'https://a.example/b',
    '',
  ])
    t.same(retriever.find(text, 3), [], text)
})

t.test('what is known of one certain order is trusted less than the same question in general', async t => {
  const confidence = (text: string) => retriever.find(text, 1)[0]?.confidence ?? 0
  t.ok(confidence('单号7788990011的快递大概今天能送到我家吗') < confidence('快递大概几天能送到我家'))
})

t.test('matches come best first, each topic once, no more than asked for', async t => {
  const matches = retriever.find('退款和退货的运费怎么算', 3)
  t.equal(matches.length, 3)
  t.equal(new Set(matches.map(({ topic }) => topic)).size, 3)
  const confidences = matches.map(({ confidence }) => confidence)
  t.same(
    confidences,
    [...confidences].sort((a, b) => b - a),
  )
  for (const { confidence, answer } of matches) {
    t.ok(confidence > 0 && confidence <= 1)
    t.ok(answer.length > 0)
  }
})

t.test('a retriever knows its own entries only', async t => {
  const own = createRetriever(
    [{ topic: 'opening', questions: ['画廊几点开门', '画廊周一开吗'], answer: '请看官网。' }],
    segment,
  )
  t.match(own.find('画廊几点开门', 3), [{ topic: 'opening', confidence: 1, answer: '请看官网。' }])
  t.equal(own.find('你们画廊周末开不开', 3)[0]?.topic, 'opening')
  t.same(own.find('退款', 3), [])
  t.same(createRetriever([], segment).find('怎么退款', 3), [])
})
