import t from 'tap'
import { asksStatus, namesOrder } from '../../src/faq/order.js'
import { isCard, strip } from '../../src/faq/question.js'

t.test('cards, links and placeholders are taken off, words stay', async t => {
  const cases: [string, string][] = [
    ['[订单编号:[订单x]，订单金额:[金额x]，下单时间:[日期x] [时间x]] 能改地址吗', '能改地址吗'],
    ['[订单编号:123456，订单金额:99.00，下单时间:2024-05-01 10:00] 能改地址吗', '能改地址吗'],
    ['咨询订单号:[订单x] 商品ID:[数字x] 能改地址吗', '能改地址吗'],
    ['看看 https://item.example/1.html 是正品吗', '看看   是正品吗'],
    ['我叫[姓名x]，要发票', '我叫 ，要发票'],
    ['怎么退货', '怎么退货'],
  ]
  for (const [message, words] of cases) t.equal(strip(message), words, message)
})

t.test('a card is a message without words', async t => {
  for (const card of ['[订单x]', '订单号: [订单x]', 'http://a.example/b?c=d', '[链接x]'])
    t.ok(isCard(card), card)
  for (const message of ['[链接x] 你好', '退货', '1', '', '  ']) t.notOk(isCard(message), message)
})

t.test('an order is named by number, card or pointing', async t => {
  const named = [
    '订单号:[订单x]',
    '单号123',
    '这单怎么还没到',
    '那个包裹呢',
    '我的快递呢',
    '98765432100',
    'VG12345678',
  ]
  for (const text of named) t.ok(namesOrder(text), text)
  for (const text of [
    '怎么取消',
    '优惠券怎么用',
    '满99包邮吗',
    '下单后几天发货',
    '两件一起寄吗',
    '应该货到付款吗',
  ])
    t.notOk(namesOrder(text), text)
})

t.test('how something stands is told from how something is done', async t => {
  for (const text of ['今天能到吗', '怎么还没发货', '到哪了']) t.ok(asksStatus(text), text)
  for (const text of ['怎么开发票', '可以分期吗']) t.notOk(asksStatus(text), text)
})
