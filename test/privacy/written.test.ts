// One number in the ways in which people, phone books, chats and spreadsheets write it.
import fc from 'fast-check'
import t from 'tap'
import { createBlockRule } from '../../src/privacy/block.js'
import { createMasker } from '../../src/privacy/mask.js'
import { createRules } from '../../src/privacy/rules.js'
import { maskStream } from '../../src/privacy/stream.js'
import { createSegmenter } from '../../src/text/segmenter.js'
import { piecesOf, texts } from '../support/privacy/texts.js'

const segmenter = createSegmenter()
const rules = createRules(segmenter, [])
const masker = createMasker(rules)
const masked = (text: string) => masker.mask(text).text

const groupsJoinedBy = (joint: string) => ['138', '1234', '5678'].join(joint)
const digitsFrom = (zero: number) =>
  Array.from('13812345678', digit => String.fromCodePoint(zero + Number(digit))).join('')
const written: Readonly<Record<string, string>> = {
  'zero-width non-joiner': groupsJoinedBy('\u200c'),
  'zero-width joiner': groupsJoinedBy('\u200d'),
  'zero-width space': groupsJoinedBy('\u200b'),
  'byte order mark': groupsJoinedBy('\ufeff'),
  'word joiner': groupsJoinedBy('\u2060'),
  'soft hyphen': groupsJoinedBy('\u00ad'),
  'left-to-right mark': groupsJoinedBy('\u200e'),
  'bidi isolates': `\u2066${groupsJoinedBy('\u2069\u2066')}`,
  'variation selector': groupsJoinedBy('\ufe0f'),
  'tag characters': groupsJoinedBy('\u{e0041}'),
  'control characters': groupsJoinedBy('\u0002'),
  'strokes through it': Array.from('13812345678').join('\u0336'),
  'figure space': groupsJoinedBy('\u2007'),
  'no-break space': groupsJoinedBy('\u00a0'),
  'three blanks': groupsJoinedBy('   '),
  'dash between blanks': groupsJoinedBy(' - '),
  'line break': groupsJoinedBy('\n'),
  'Windows line break': groupsJoinedBy('\r\n'),
  'line separator': groupsJoinedBy('\u2028'),
  comma: groupsJoinedBy(','),
  'comma and blank': groupsJoinedBy(', '),
  'Chinese comma': groupsJoinedBy('，'),
  'enumeration comma': groupsJoinedBy('、'),
  slash: groupsJoinedBy('/'),
  tilde: groupsJoinedBy('~'),
  bar: groupsJoinedBy('|'),
  colon: groupsJoinedBy(':'),
  plus: groupsJoinedBy('+'),
  star: groupsJoinedBy('*'),
  keycaps: Array.from('13812345678', digit => `${digit}\ufe0f\u20e3`).join(''),
  circles: '①③⑧①②③④⑤⑥⑦⑧',
  superscript: '¹³⁸¹²³⁴⁵⁶⁷⁸',
  subscript: digitsFrom(0x2080),
  mathematical: digitsFrom(0x1d7ce),
  monospace: digitsFrom(0x1d7f6),
  'Arabic-Indic': digitsFrom(0x660),
  'Persian digits': digitsFrom(0x6f0),
  Devanagari: digitsFrom(0x966),
  'Han, enumeration comma': '幺三八、幺二三四、五六七八',
}

for (const [way, number] of Object.entries(written)) {
  t.test(`a mobile number is starred when written with: ${way}`, t => {
    t.match(masked(`请打${number}，谢谢`), /^请打\P{N}?138\*\*\*\*5678[\ufe0f\u20e3]*，谢谢$/u)
    t.match(masked(number), /^\P{N}?138\*\*\*\*5678[\ufe0f\u20e3]*$/u)
    t.equal(masked(masked(number)), masked(number))
    t.end()
  })
}

t.test('other kinds are found between invisible characters and in other digits', t => {
  t.equal(masked('6222\u200d0212\u200d3456\u200d7890\u200d128'), '************0128')
  t.equal(masked('身份证１１０１０５\u200c19491231\u200c002Ⅹ'), '身份证1****************X')
  t.equal(masked('zhang\u00adsan@\u200bqq.com'), 'z***@qq.com')
  t.equal(masked('收货人：王\u200b小\u200d明'), '收货人：王**')
  t.equal(masked('微\ufeff信号：zhang_\u2060san88'), '微\ufeff信号：****88')
  t.end()
})

t.test('a hit keeps its place in the raw text', t => {
  const raw = '\u200b请打\u{1d7ed}3\u200d8 1234 567\u{1d7f4}。'
  const { hits } = masker.mask(raw)
  t.match(hits, [{ kind: 'mobile', start: 3, end: raw.length - 1 }])
  t.equal(masked(raw), '\u200b请打138****5678。')
  t.end()
})

t.test('a number that letters touch is starred after a word that says what it is', t => {
  const rows: readonly [string, string][] = [
    ['手机号A13812345678', '手机号A138****5678'],
    ['电话:13812345678abc', '电话:138****5678abc'],
    ['座机B010-87655678', '座机B010-****5678'],
    ['身份证ID11010519491231002X', '身份证ID1****************X'],
    ['银行卡号CN6222021234567890128', '银行卡号CN************0128'],
    ['qq12345678', 'qq****78'],
    ['13812345678qq12345678', '138****5678qq****78'],
    ['13812345678wx88123456', '138****5678wx****56'],
  ]
  for (const [raw, expected] of rows) {
    t.equal(masked(raw), expected, raw)
    t.equal(masked(expected), expected, `again: ${expected}`)
  }
  t.end()
})

t.test('orders, lists, prices, sizes and codes stay as they are', t => {
  const rows = [
    '订单号138,1234,5678',
    '单号：138、1234、5678',
    '这几款138、1399、1599、2099都要',
    '99、138、1399、1599哪个好',
    '价格是¥138、1399、1599',
    '分别要139、1299、1599元',
    '尺寸180*2000*2200mm',
    '150+1200+1500=2850',
    '一共138,1234件',
    '200,1234,5678',
    '①13公斤 ②18公斤',
    '型号A13812345678',
    '会员号A13812345678',
    '手机型号X13812345678',
    'SF1381234567890',
    '89m²的房子',
    '👨‍👩‍👧 家庭装',
    '❤️1️⃣号店',
  ]
  for (const row of rows) t.equal(masked(row), row)
  t.end()
})

t.test('a number behind the mark of a list is starred', t => {
  t.equal(masked('①13812345678 ②13987654321'), '①138****5678 ②139****4321')
  t.end()
})

t.test('a blocked term is found whatever invisible characters part it', t => {
  const { mask } = createMasker([
    createBlockRule([{ term: '加v1号', category: 'x', action: 'refuse' }], segmenter),
  ])
  for (const text of [
    '加\u200dv\u20601号',
    '加v①号',
    '加v\u{1d7cf}号',
    '加ⓥ1\ufe0f\u20e3号',
    '加v\u{e0031}1\u00ad号',
  ]) {
    t.equal(mask(text).hits.length, 1, text)
  }
  t.end()
})

const joints = [
  ', ',
  '、',
  '\n',
  ' - ',
  '   ',
  '\u200d',
  '\ufe0f\u20e3',
  '\u{e0041}',
  '~',
  '*',
  '\r',
  '=',
  'm',
]
const odd = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '138',
        '1234',
        '5678',
        '13',
        '8',
        '12',
        '\u{1d7cf}\u{1d7d1}8',
        '③',
        '元',
        '订单号',
        '收货人王小明',
        'v',
        '**',
      ),
      fc.constantFrom(...joints),
    ),
    { maxLength: 14 },
  )
  .map(parts => parts.join(''))

t.test('a streamed text is masked as the whole is, wherever characters and joints are cut', t => {
  const cuts = fc.array(fc.nat(6), { maxLength: 40 })
  fc.assert(
    fc.property(
      fc.oneof(
        odd,
        fc.tuple(odd, texts, odd).map(all => all.join('')),
      ),
      cuts,
      (text, lengths) => {
        const stream = maskStream(rules)
        const passed =
          piecesOf(text, lengths)
            .map(piece => stream.push(piece))
            .join('') + stream.end()
        const whole = masker.mask(text)
        t.strictSame({ text: passed, hits: stream.hits }, { text: whole.text, hits: whole.hits }, text)
      },
    ),
    { numRuns: 3000, seed: 23 },
  )
  t.end()
})

t.test('masking such a text twice gives what masking it once gives', t => {
  fc.assert(
    fc.property(odd, text => {
      t.equal(masked(masked(text)), masked(text), text)
    }),
    { numRuns: 2000, seed: 29 },
  )
  t.end()
})
