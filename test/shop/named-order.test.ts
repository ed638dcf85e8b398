import t from 'tap'
import { ordersNamed } from '../../src/shop/named-order.js'
import { wholePattern } from '../../src/shop/pattern-cost.js'

const digits = { pattern: wholePattern('^[0-9]{8,20}$') }

t.test('a number that fits the whole pattern names an order', async t => {
  t.same(ordersNamed('订单20240001到哪了', digits), ['20240001'])
  t.same(ordersNamed('２０２４０００１ 到了吗', digits), ['20240001'], 'full width')
  t.same(ordersNamed('[订单编号:20240001] 20240001', digits), ['20240001'], 'each once')
  t.same(ordersNamed('20240001 和 20240002', digits), ['20240001', '20240002'])
  t.same(ordersNamed('1234567 A20240001 138****5678 x20240001y', digits), [], 'no part of a word')
})

t.test('without a pattern only a word that looks like a number names an order', async t => {
  t.same(ordersNamed('JD-20240001 在哪 iphone15 hello', {}), ['JD-20240001'])
})
