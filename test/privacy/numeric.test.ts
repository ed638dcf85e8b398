import t from 'tap'
import { createMasker } from '../../src/privacy/mask.js'
import { numericRules } from '../../src/privacy/rules.js'

const masker = createMasker(numericRules)
const masked = (text: string) => masker.mask(text).text

const shapes: Record<string, readonly [string, string][]> = {
  mobile: [
    ['13812345678', '138****5678'],
    ['电话13812345678谢谢', '电话138****5678谢谢'],
    ['138 1234 5678', '138****5678'],
    ['138-1234-5678', '138****5678'],
    ['138·1234·5678', '138****5678'],
    ['+86 138 1234 5678', '+86 138****5678'],
    ['+8613812345678', '+86138****5678'],
    ['0086-13812345678', '0086-138****5678'],
    ['(+86)13812345678', '(+86)138****5678'],
    ['１３８１２３４５６７８', '138****5678'],
    ['一三八一二三四五六七八', '138****5678'],
    ['幺三八 幺二三四 五六七八', '138****5678'],
    ['138一二三四5678', '138****5678'],
    ['张三13812345678', '张三138****5678'],
    ['13812345678/13987654321', '138****5678/139****4321'],
    ['tel:13812345678', 'tel:138****5678'],
    ['电话13 812 345 678', '电话138****5678'],
  ],
  resident_id: [
    ['11010519491231002X', '1****************X'],
    ['11010519491231002x', '1****************X'],
    ['证件 11 0105 1949 1231 002X', '证件 1****************X'],
    ['身份证 440524 18800101 0014', '身份证 4****************4'],
    ['130503670401001', '1*************1'],
  ],
  bank_card: [
    ['6222021234567890128', '************0128'],
    ['4111 1111 1111 1111', '************1111'],
    ['4111-1111-1111-1111', '************1111'],
  ],
  email: [
    ['zhangsan@qq.com', 'z***@qq.com'],
    ['发我邮箱li.si_99@mail.example.com.cn吧', '发我邮箱l***@mail.example.com.cn吧'],
    ['13812345678@163.com', '1***@163.com'],
    ['zhangsan艾特qq.com', 'z***@qq.com'],
    ['邮箱zhang.san (at) 163点com', '邮箱z***@163.com'],
  ],
}

for (const [kind, rows] of Object.entries(shapes)) {
  t.test(`${kind} is starred in its shape`, t => {
    for (const [raw, expected] of rows) {
      t.equal(masked(raw), expected, raw)
      t.equal(masked(expected), expected, `again: ${expected}`)
    }
    t.end()
  })
}

t.test('numbers that name no person stay', t => {
  const rows = [
    '订单号：13812345678',
    '单号13812345678查一下',
    '运单 13812345678',
    '11010519491231002113',
    '110105194912310021',
    '4111 1111 1111 1112',
    'SF1381234567890',
    '价格13800元',
    '客服热线400-820-8820',
    '打95338',
    '2024-11-11 10:00',
    'https://item.example.com/13812345678.html',
    'a@b',
    '138****5678',
    '[数字x]',
  ]
  for (const row of rows) t.equal(masked(row), row)
  t.end()
})

t.test('a hit tells kind, rule and place in the raw text', t => {
  t.strictSame(masker.mask('找＋８６ 13812345678').hits, [
    { kind: 'mobile', rule: 'mobile', start: 1, end: 16 },
  ])
  t.end()
})
