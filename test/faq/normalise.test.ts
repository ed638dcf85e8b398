import fc from 'fast-check'
import t from 'tap'
import { flatten, normalise } from '../../src/faq/normalise.js'

const chinese = fc.string({
  unit: fc.constantFrom(...'你好您亲请问一下在吗么嘛呢啊呀谢谢多我想怎退货什 ?？!，ＡＢａ１2😀hi'),
})

const usualRanges = [
  [0x00, 0x7f],
  [0x2000, 0x206f],
  [0x3000, 0x303f],
  [0x4e00, 0x4e40],
  [0xff00, 0xff5e],
] as const

t.test('polite wrapping, punctuation, width and case make no difference', async t => {
  const form = normalise('怎么退货')
  const same = [
    '怎么退货?',
    '怎么退货？？',
    '你好，怎么退货',
    '请问怎么退货呢',
    '我想问一下怎么退货啊',
    ' 怎么 退货 😀',
    '您好 在吗 怎么退货 谢谢',
  ]
  for (const text of same) t.equal(normalise(text), form, text)
  t.equal(normalise('ＰＬＵＳ会员！'), normalise('plus会员'))
})

t.test('么 and 嘛 ask as 吗 does', async t => {
  t.equal(normalise('可以退么'), normalise('可以退吗'))
  t.equal(normalise('可以退嘛'), normalise('可以退吗'))
})

t.test('what changes the meaning stays', async t => {
  const different: [string, string][] = [
    ['可以退吗', '可以退'],
    ['已经退了吗', '已经退了'],
    ['能退货吗', '不能退货吗'],
    ['为什么', '为'],
    ['怎么', '怎'],
    ['在哪领优惠券', '优惠券'],
    ['买了3件', '买了2件'],
    ['请问下单了吗', '请问单了吗'],
  ]
  for (const [one, other] of different) t.not(normalise(one), normalise(other), `${one} is not ${other}`)
})

t.test('a text of nothing but wrapping keeps a form of its own', async t => {
  t.equal(normalise('你好'), '你好')
  t.equal(normalise('谢谢！'), '谢谢')
  t.equal(normalise('？！'), '')
})

t.test('the normal form is its own normal form', async () => {
  fc.assert(
    fc.property(fc.oneof(chinese, fc.string({ unit: 'binary' })), text => {
      const form = normalise(text)
      return normalise(form) === form
    }),
    { numRuns: 2000 },
  )
})

t.test('letters and digits alone stay, half width and lower case, whatever stands around them', async () => {
  const unit = fc.oneof(fc.nat(0xffff), ...usualRanges.map(([min, max]) => fc.integer({ min, max })))
  const text = fc.array(unit, { maxLength: 40 }).map(units => String.fromCharCode(...units))
  const halfWidth = (char: string) => String.fromCharCode(char.charCodeAt(0) - 0xfee0)
  fc.assert(
    fc.property(fc.oneof(chinese, text), text => {
      const flat = text.replace(/[\uff01-\uff5e]/g, halfWidth).toLowerCase()
      return flatten(text) === flat.replace(/[^\p{L}\p{N}]+/gu, '')
    }),
    { numRuns: 5000 },
  )
})

t.test('the normal form has neither space nor punctuation and is no longer than the text', async () => {
  fc.assert(
    fc.property(chinese, text => {
      const form = normalise(text)
      return /^[\p{L}\p{N}]*$/u.test(form) && form.length <= text.length
    }),
  )
})
