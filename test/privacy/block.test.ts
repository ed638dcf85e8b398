import fc from 'fast-check'
import t from 'tap'
import { createBlockRule } from '../../src/privacy/block.js'
import { type BlockedTerm, parseBlockedTerms } from '../../src/privacy/block-terms.js'
import { createMasker } from '../../src/privacy/mask.js'
import { createRules } from '../../src/privacy/rules.js'
import { maskStream } from '../../src/privacy/stream.js'
import { createSegmenter } from '../../src/text/segmenter.js'
import { piecesOf, texts } from '../support/privacy/texts.js'

const segmenter = createSegmenter()
const rulesWith = (...terms: BlockedTerm[]) => [
  ...createRules(segmenter, []),
  createBlockRule(terms, segmenter),
]
const maskerOf = (...terms: BlockedTerm[]) => createMasker(rulesWith(...terms))
const fake: BlockedTerm = { term: '假货', category: 'fraud', action: 'refuse' }
const rude: BlockedTerm = { term: '笨蛋', category: 'abuse', action: 'star' }
const brand: BlockedTerm = { term: 'Foo Bar', category: 'rival', action: 'handoff' }

t.test('a term is found by whole words, whatever blanks, width or case', t => {
  const masker = maskerOf(fake, rude, brand)
  for (const text of ['你们卖假货', '是假 货吗', '假\u200b货', '这个FooBar好', 'ｆｏｏ ｂａｒ', '**假货**']) {
    t.equal(masker.mask(text).hits.length, 1, text)
  }
  const { hits } = masker.mask('不是假 货，放心')
  t.strictSame(hits, [{ kind: 'blocked', rule: 'fraud', start: 2, end: 5, action: 'refuse' }])
  t.end()
})

t.test('a term inside longer words is none', t => {
  const masker = maskerOf({ term: '生气', category: 'x', action: 'refuse' })
  t.strictSame(masker.mask('学生气质好').hits, [])
  t.equal(masker.mask('我很生气').hits.length, 1)
  t.end()
})

t.test('the longest of two terms wins, and of one term given twice the severer action', t => {
  const longest = maskerOf(fake, { ...rude, term: '假货商' }).mask('他是假货商')
  t.match(longest.hits, [{ rule: 'abuse' }])
  const severest = maskerOf(fake, { ...fake, action: 'star' }, { ...fake, action: 'handoff' }).mask('假货')
  t.match(severest.hits, [{ action: 'refuse' }])
  t.end()
})

t.test('a term is starred, never as a pair that would read as bold', t => {
  t.equal(maskerOf(rude).mask('你笨 蛋啊').text, '你***啊')
  t.equal(maskerOf(rude).mask('笨蛋').text, '***')
  t.end()
})

t.test('a term beside or within personal data leaves none of it readable, and is found', t => {
  const masker = maskerOf(rude, { ...fake, term: '明' }, { ...fake, term: '13812345678' })
  t.equal(masker.mask('笨蛋13912345678').text, '***139****5678')
  const { text, hits } = masker.mask('收货人王小明，电话13812345678')
  t.equal(text, '收货人王**，电话138****5678')
  t.strictSame(
    hits.map(({ kind }) => kind),
    ['name', 'mobile', 'blocked'],
  )
  t.end()
})

t.test('a file of terms is read, blank lines skipped', t => {
  const rows = [fake, brand].map(term => JSON.stringify(term))
  t.strictSame(parseBlockedTerms(`${rows.join('\n\n')}\r\n`), [fake, brand])
  t.strictSame(parseBlockedTerms(''), [])
  t.end()
})

t.test('every faulty line of a file is named, and no term is quoted', t => {
  const faulty = [
    '{"term":"秘密","category":"x","action":"burn"}',
    '{"term":"","category":"x","action":"star"}',
    '{"term":"秘密，词","category":"x","action":"star"}',
    '{"term":"秘密","category":"a b","action":"star"}',
    '秘密\tx\tstar',
    '["秘密"]',
  ]
  for (const line of faulty) {
    t.throws(() => parseBlockedTerms(`\n${line}`), /^line 2 (?!.*秘密)/, line)
  }
  t.throws(() => parseBlockedTerms(faulty.join('\n')), /line 1 .*; line 2 .*; line 6 /)
  t.end()
})

const words = '你好 ， 。 假 货 假货 笨蛋 笨 蛋 foo bar Foo 吗 是 学生 气 很好 13812345678 王小明 收货人'
const spoken = fc
  .array(fc.constantFrom(...words.split(' '), ' '), { maxLength: 16 })
  .map(parts => parts.join(''))

t.test('a stream passes what the whole text passes and nothing from a refused term on', t => {
  const rules = rulesWith(fake, rude, brand, { ...fake, term: '订单' })
  const { mask } = createMasker(rules)
  fc.assert(
    fc.property(fc.oneof(spoken, texts), fc.array(fc.nat(5), { maxLength: 20 }), (text, cuts) => {
      const whole = mask(text)
      const stream = maskStream(rules)
      const pieces = piecesOf(text, cuts).map(piece => stream.push(piece))
      const passed = pieces.join('') + stream.end()
      const stop = whole.hits.filter(({ action }) => action === 'refuse' || action === 'handoff')
      t.equal(stream.state().isStopped, stop.length > 0, text)
      if (stop.length === 0) t.equal(passed, whole.text, text)
      else t.ok(whole.text.startsWith(passed), `${text} → ${passed}`)
      const first = Math.min(...stop.map(({ start }) => start))
      if (stop.length > 0) t.ok(passed.length <= mask(text.slice(0, first)).text.length + 1, text)
      for (const { start, end } of whole.hits.filter(({ action }) => action !== undefined)) {
        t.notOk(start === 0 && passed.startsWith(text.slice(start, end)), `${text} → ${passed}`)
      }
    }),
    { numRuns: 1000, seed: 3 },
  )
  t.end()
})

t.test('a term in pieces never leaves, wherever it is cut', t => {
  const rules = rulesWith(fake, { ...fake, term: '内部 渠道 价' })
  const text = '亲，这款是内 部渠道 价的假货吗？'
  for (let first = 0; first <= text.length; first++) {
    for (let second = first; second <= text.length; second++) {
      const stream = maskStream(rules)
      const cut = [text.slice(0, first), text.slice(first, second), text.slice(second)]
      t.equal(cut.map(piece => stream.push(piece)).join('') + stream.end(), '亲，这款是')
    }
  }
  t.end()
})

t.test('text that holds no beginning of a term leaves at once', t => {
  const stream = maskStream([createBlockRule([fake], segmenter)])
  t.equal(stream.push('您好'), '您好')
  t.equal(stream.push('这是假'), '这是')
  t.equal(stream.push('的'), '假的')
  t.end()
})
