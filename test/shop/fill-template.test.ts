import t from 'tap'
import { fillTemplate } from '../../src/shop/fill-template.js'

const template = { zh: '订单 {id} {status}，预计 {eta} 送达。', en: 'Order {id}: {status}, expected {eta}.' }

t.test("a template is filled in the customer's language, or in the file's only one", async t => {
  const values = { id: '1', status: '运输中', eta: '明天' }
  t.equal(fillTemplate(template, 'zh', values), '订单 1 运输中，预计 明天 送达。')
  t.equal(fillTemplate(template, 'en', values), 'Order 1: 运输中, expected 明天.')
  t.equal(fillTemplate({ zh: '{id}' }, 'en', values), '1')
})

t.test('a clause whose value is missing is left out, and the sentence still ends', async t => {
  t.equal(fillTemplate(template, 'zh', { id: '1', status: '已签收' }), '订单 1 已签收。')
  t.equal(fillTemplate(template, 'en', { id: '1', status: 'signed' }), 'Order 1: signed.')
  t.equal(fillTemplate(template, 'zh', { id: '1' }), undefined, 'nothing is left to say')
  t.equal(fillTemplate({ zh: '请看订单页。' }, 'zh', {}), '请看订单页。')
})

t.test('a value is put in as it is', async t => {
  t.equal(fillTemplate({ zh: '{a}' }, 'zh', { a: '$& {b}', b: 'x' }), '$& {b}')
})

t.test('what every object has is no value', async t => {
  t.equal(fillTemplate({ zh: '{a}，{toString}。' }, 'zh', { a: 'x' }), 'x。')
})
