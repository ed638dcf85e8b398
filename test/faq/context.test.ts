import { readFileSync } from 'node:fs'
import t from 'tap'
import { isContextFree } from '../../src/faq/context.js'
import { parseEntries } from '../../src/faq/entries.js'
import { createSmalltalk } from '../../src/faq/smalltalk.js'
import { packageRoot } from '../../src/root.js'

const smalltalk = createSmalltalk(
  parseEntries(readFileSync(new URL('data/smalltalk.zh.jsonl', packageRoot), 'utf8')),
)
const card = '[订单编号:[订单x]，订单金额:[金额x]，下单时间:[日期x] [时间x]]'

t.test('a question that stands alone is context-free', async t => {
  const free = [
    '怎么退货',
    '优惠券怎么用',
    '可以分期吗?',
    '你好，请问保修期多长',
    '为什么还没有优惠活动',
    '对公转账可以吗',
    '行货还是水货',
    '额度怎么提',
    '好评有什么奖励',
    '满多少包邮',
  ]
  for (const text of free) t.ok(isContextFree(text, [], smalltalk), text)
})

t.test('a text that points at something earlier is not', async t => {
  const bound = [
    '这个能退吗',
    '那优惠券呢',
    '优惠券还能用吗',
    '还可以退吗',
    '刚才说的怎么弄',
    '上面的链接打不开',
    '它保修多久',
    '也能开发票吗',
    '另一个呢',
    '红色的呢',
    '然后怎么操作',
    '好的 怎么退',
    '嗯，多久到账',
    '但是我没收到',
    '跟之前一样吗',
  ]
  for (const text of bound) t.notOk(isContextFree(text, [], smalltalk), text)
})

t.test('a text that names an order or a purchase is not', async t => {
  const bound = [
    `${card} 怎么退货`,
    '订单号:123456789012 什么时候发货',
    '单号 99887766554 到哪了',
    '我的订单怎么还没发货',
    '这单取消吧',
    '我昨天买的手机什么时候到',
    '我拍的那件能换吗',
    '我的快递到哪里了',
    'VC1234567890 催一下',
  ]
  for (const text of bound) t.notOk(isContextFree(text, [], smalltalk), text)
})

t.test('a bare card or link is no question', async t => {
  for (const text of [card, 'https://item.example/1.html', '?'])
    t.notOk(isContextFree(text, [], smalltalk), text)
})

t.test('greetings, cards and links before it change nothing', async t => {
  t.ok(isContextFree('怎么退货', ['你好', '在吗？', card, 'https://item.example/1.html', '谢谢'], smalltalk))
})

t.test('anything else said before binds the turn', async t => {
  for (const earlier of ['怎么开发票', '好的', '嗯', `${card} 有问题`])
    t.notOk(isContextFree('怎么退货', ['你好', earlier], smalltalk), earlier)
})
