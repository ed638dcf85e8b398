import t from 'tap'
import { isDispleased } from '../../src/seats/displeasure.js'

t.test('anger and contempt are heard, in the words of customers', async t => {
  const angry = [
    ...[
      '你们太差了',
      '什么破客服',
      '答非所问！',
      '气死我了',
      '我要投诉',
      '骗子',
      '烦死了，到底发不发货',
      '说人话',
    ],
    ...[
      '垃圾',
      '你是弱智吗',
      '一直敷衍我',
      'This is RIDICULOUS',
      'useless bot',
      'worst shop ever',
      '太离谱了吧',
    ],
  ]
  t.same(
    angry.filter(text => !isDispleased(text)),
    [],
  )
})

t.test('a mishap, a product and a polite word are not', async t => {
  const calm = [
    ...[
      '快递盒子破了',
      '垃圾袋有货吗',
      '什么时候发货',
      '怎么投诉快递',
      '谢谢，很满意',
      '没事，不生气',
      '怎么退货',
    ],
    ...['这款颜色差别大吗', 'my parcel is late', 'where is my order', 'strangely quiet'],
  ]
  t.same(calm.filter(isDispleased), [])
})

t.test('a long text costs little', async t => {
  t.equal(isDispleased('好'.repeat(2_000)), false)
})
