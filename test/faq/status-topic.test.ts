import t from 'tap'
import { statusTopic } from '../../src/faq/status-topic.js'

t.test('questions after the state of one’s own order or refund are told by their shape', async t => {
  const rows: [string, string][] = [
    ['这个件到哪了', 'track-parcel'],
    ['我的包裹在哪', 'track-parcel'],
    ['帮我查下这个快递', 'track-parcel'],
    ['这个订单怎么还没消息', 'track-parcel'],
    ['[订单编号:20240001] 啥时候能到', 'delivery-time'],
    ['今晚送得到吗', 'delivery-time'],
    ['还没收到', 'urge-delivery'],
    ['麻烦催一下', 'urge-delivery'],
    ['今天发货吗', 'shipping-time'],
    ['请尽快安排配送', 'urge-delivery'],
    ['几点可以送到？', 'delivery-time'],
    ['退款什么时候到账', 'refund-arrival'],
    ['我的钱退到哪里了', 'refund-arrival'],
    ['退款还没收到', 'refund-arrival'],
    ['怎么还没退款', 'refund-arrival'],
  ]
  for (const [text, topic] of rows) t.equal(statusTopic(text), topic, text)
})

t.test('other matters of an order, and questions of deliveries in general, are not', async t => {
  const others = [
    ...[
      '差价什么时候退',
      '怎么申请退款',
      '发票什么时候寄出',
      '快递员电话多少',
      '我要改地址，还没发货',
      '怎么安装',
      '优惠券还没到',
    ],
    ...[
      '在哪里买这种卡呢',
      '应用市场在哪',
      '商品信息咨询',
      '下午3点后送都可以',
      '现在拍下明天能到吗',
      '一般几天能到',
      '当日达是什么意思',
      '怎么查物流',
      '应该也是今天送，谢谢你',
      '显示签收了，我没收到',
      '帮我调成29号送货',
      '你好',
      '[订单编号:20240001]',
      '',
    ],
  ]
  for (const text of others) t.equal(statusTopic(text), undefined, text)
})
