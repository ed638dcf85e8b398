import t from 'tap'
import { keyOf, mayShare } from '../../src/hot/asked.js'
import { ask, main } from './samples.js'

t.test('a question that stands alone is free, also after a greeting', async t => {
  t.equal(ask(main, '请问什么时候发货呢？', []).isFree, true)
  t.equal(ask(main, '什么时候发货', ['你好']).isFree, true)
  t.equal(ask(main, '什么时候发货', []).form, ask(main, '请问什么时候发货呢？', []).form)
})

const bound: [string, string, string[] | undefined][] = [
  ['comes after another question', '什么时候发货', ['优惠券怎么用']],
  ['comes after turns that are not known', '什么时候发货', undefined],
  ['points back', '优惠券还能用吗', []],
  ['points at something', '这个什么时候发货', []],
  ['is a greeting', '你好', []],
  ['is thanks', '谢谢', []],
  ['holds an order number', '订单 3004567 什么时候发货', []],
  ['holds a phone number in pieces', '138.1234。5678 是你们的号码吗', []],
  ['is very long', '什么时候发货'.repeat(20), []],
  ['has no words', '？！', []],
]
for (const [title, text, earlier] of bound) {
  t.test(`a question that ${title} is not free`, async t => {
    t.equal(ask(main, text, earlier).isFree, false)
  })
}

t.test("a vendor's whole answer without personal data may be shared, no other", async t => {
  const answer = { text: '明天发货', source: 'llm' }
  t.equal(mayShare(answer, 0), true)
  t.equal(mayShare(answer, 1), false, 'personal data')
  t.equal(mayShare({ ...answer, source: 'faq' }, 0), false)
  t.equal(mayShare({ ...answer, source: 'seat' }, 0), false)
  t.equal(mayShare({ ...answer, reason: 'vendor-timeout' }, 0), false)
  t.equal(mayShare({ ...answer, text: '' }, 0), false)
  t.equal(mayShare({ ...answer, text: '您的订单 20260101123456 明天发货' }, 0), false)
  t.equal(mayShare({ ...answer, text: '请拨打 4006065500' }, 0), true, 'a hotline')
})

t.test('keys differ when any part of the scope does, whatever characters it holds', async t => {
  const scopes = [
    main,
    { ...main, shop: 'main"' },
    { ...main, shop: 'main","p1' },
    { ...main, shop: 'main\n' },
    { ...main, promptVersion: 'p2' },
    { ...main, variant: 'canary' },
  ]
  const keys = scopes.map(scope => keyOf(ask(scope, '什么时候发货', [])))
  t.equal(new Set(keys).size, scopes.length)
})
