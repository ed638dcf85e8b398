// Questions after one's own order or refund, told from others in the same words. How well: `npm run orders:report`.
import t from 'tap'
import { askedAfter } from '../../src/faq/asked-after.js'
import { classForm } from '../../src/faq/order-classes.js'
import { plainForm, signsIn } from '../../src/faq/order-signs.js'
import { orderTopics } from '../../src/faq/order-topics.js'
import { orderWeights } from '../../src/faq/order-weights.js'

const match = (topic: string, ofOrder: number) => ({ topic, answer: '', confidence: 0, ofOrder })

t.test('questions after one’s own order are told, however they are put', async t => {
  const texts = [
    ...['我的快递到哪了', '什么时候能到', '怎么还没发货', '今天能送到吗', '麻烦催一下', '大概几号能到啊'],
    ...[
      '29号能送到吗',
      '年前能到吗',
      '怎么跑到上海去了',
      '能不能早点送过来',
      '我的货停在苏州两天了，怎么还不送',
      '我买的鞋啥时候发货',
      '物流怎么不更新了',
      '现在到杭州了吗',
      '我的包裹呢',
      '今天下的单什么时候能到',
    ],
  ]
  for (const text of texts) t.equal(askedAfter(text, undefined), 'order', text)
})

t.test('so are those after a refund', async t => {
  const texts = [
    '退款什么时候到账',
    '怎么还没退款',
    '我的钱退到哪里了',
    '退款多久能收到',
    '什么时候把钱退给我',
  ]
  for (const text of texts) t.equal(askedAfter(text, undefined), 'refund', text)
})

t.test('the same words in another matter are not', async t => {
  const texts = [
    ...[
      '发票什么时候寄出',
      '怎么申请退货',
      '差价什么时候退',
      '快递员电话多少',
      '我要改收货地址',
      '可以送货上门吗',
    ],
    ...[
      '安装师傅什么时候来',
      '什么时候有货',
      '现在拍下明天能到吗',
      '今天下单明天能到吗',
      '几点之前下单今天会发货',
      '他们明天帮我送货',
      '收到了，谢谢',
      '你好',
      '',
    ],
  ]
  for (const text of texts) t.equal(askedAfter(text, undefined), undefined, text)
})

t.test('a topic of orders that retrieval finds needs a question after one’s own', async t => {
  const topics = (masked: string, best: ReturnType<typeof match>) => orderTopics({ masked, matches: [best] })
  t.same(topics('快递到哪了', match('track-parcel', 0.9)), ['track-parcel'])
  t.same(topics('还没送到吗', match('urge-delivery', 0.9)), ['urge-delivery', 'track-parcel'])
  t.same(topics('退货的快递什么时候来取', match('track-parcel', 0.9)), [])
  t.same(topics('发票在哪里看', match('invoice-get', 0.9)), ['invoice-get'], 'other topics are as found')
  t.same(topics('发票在哪里看', match('invoice-get', 0.2)), [])
})

t.test('signs do not depend on fillers, digits and width', async t => {
  t.equal(plainForm('啥时候能到啊？？'), plainForm('什么时候能到?'))
  t.equal(plainForm('１２号到么'), plainForm('3号到吗'))
  t.equal(plainForm('神魔时候到'), plainForm('什么时候到'), 'nor on letters that were typed for others')
  t.equal(plainForm('为啥不送麽，帮我吹单'), plainForm('为什么不送吗，帮我催单'))
  t.equal(plainForm('咨询订单号:20240001 订单金额:129 到哪了'), '|到哪了|')
})

t.test('words of one class stand as one letter, others as they are', async t => {
  t.equal(
    classForm(plainForm('麻烦问一下我的包裹明天能送到吗')),
    classForm(plainForm('我的货物后天可以收到么')),
  )
  t.not(classForm(plainForm('快递公司是哪家')), classForm(plainForm('包裹公司是哪家')))
  t.equal(classForm(plainForm('改地址')), '|改地址|')
})

t.test('a long message has no more signs than its beginning', async t => {
  const short = signsIn('到哪了，'.repeat(50), undefined)
  t.equal(signsIn('到哪了，'.repeat(5_000), undefined).size, short.size)
})

t.test('two kinds of words in one message are a sign of their own', async t => {
  const signs = signsIn('我的快递什么时候能到', match('track-parcel', 0.9))
  t.ok(signs.has('#orderWhen'))
  t.ok(signs.has('#orderWhen#orderBought') || signs.has('#orderWhen#namesOne'))
  t.ok(signs.has('#orderWhen#sure:order4'), 'what retrieval found is one of them')
  t.notOk(signs.has('#orderWhen#orderWhen'))
})

t.test('each sign has a weight for orders and one for refunds', async t => {
  const words = orderWeights.signs.split(/\s+/)
  t.equal(words.length % 3, 0)
  t.same(
    words.filter((word, at) => at % 3 > 0 && !/^-?\d+$/.test(word)),
    [],
  )
})
