import fc from 'fast-check'
import t from 'tap'
import { loadCorpus, splits } from '../../perf/benches/masking/corpus.js'
import { createMasker } from '../../src/privacy/mask.js'
import { ALWAYS, type Rule } from '../../src/privacy/rule.js'
import { createRules } from '../../src/privacy/rules.js'
import { maskStream } from '../../src/privacy/stream.js'
import { createSegmenter } from '../../src/text/segmenter.js'
import { piecesOf, texts } from '../support/privacy/texts.js'

const rules = createRules(createSegmenter(), [])
const masker = createMasker(rules)

function streamed(text: string, cuts: readonly number[]) {
  const stream = maskStream(rules)
  const masked =
    piecesOf(text, cuts)
      .map(piece => stream.push(piece))
      .join('') + stream.end()
  return { text: masked, hits: stream.hits }
}

t.test('a streamed text is masked as the whole text is, whatever the chunks', t => {
  fc.assert(
    fc.property(texts, fc.array(fc.nat(80), { maxLength: 30 }), (text, cuts) => {
      const whole = masker.mask(text)
      t.strictSame(streamed(text, cuts), { text: whole.text, hits: whole.hits })
      return true
    }),
    { numRuns: 1500, seed: 11 },
  )
  t.end()
})

t.test('a labelled message streamed character by character is masked as the whole is', t => {
  // One in three, evenly: all of them cost more time than a test should.
  const some = splits.flatMap(loadCorpus).filter((_, i) => i % 3 === 0)
  for (const { text } of some) {
    const one = Array.from(text, () => 1)
    t.equal(streamed(text, one).text, masker.mask(text).text, text)
  }
  t.end()
})

t.test('an id waits for its cue, whatever letters arrive in between', t => {
  for (const text of ['82345678是我的qq', '给382718291充10个q币', 'abc_12345 这是我的wx']) {
    const one = Array.from(text, () => 1)
    t.equal(streamed(text, one).text, masker.mask(text).text, text)
    t.not(masker.mask(text).text, text)
  }
  t.end()
})

t.test('a number behind a country code and a word is masked as in the whole text', t => {
  for (const text of [
    '+86邮箱13812345678',
    '我在+86张13812345678沪',
    '王小明+86 13812345678，是我',
    '(+86)13812345678',
  ]) {
    const one = Array.from(text, () => 1)
    const whole = masker.mask(text)
    t.same(streamed(text, one), { text: whole.text, hits: whole.hits })
    t.notMatch(whole.text, '12345678')
  }
  t.end()
})

t.test('a hit whose beginning has left already still stars its rest', t => {
  const hasty: Rule = {
    needs: ALWAYS,
    find({ text, from }) {
      const start = text.indexOf('ab', from)
      const end = text.indexOf('12', from) + 2
      return start < 0 || end < 2 ? [] : [{ kind: 'qq', rule: 'hasty', start, end, stars: '****' }]
    },
    hold: ({ to }) => to,
  }
  const stream = maskStream([hasty])
  t.equal(stream.push('say ab'), 'say ab')
  t.equal(stream.push('12'), '**')
  t.equal(stream.end(), '')
  t.end()
})

t.test('text that cannot become a hit leaves at once', t => {
  const stream = maskStream(rules)
  t.equal(stream.push('您好，'), '您好，')
  t.equal(stream.push('这就帮您'), '这就帮您')
  t.equal(stream.push('查，您的电话是1381'), '查，您的电话是')
  t.equal(stream.push('2345678'), '')
  t.equal(stream.push('对吗？'), '138****5678对吗？')
  t.equal(stream.end(), '')
  t.end()
})
