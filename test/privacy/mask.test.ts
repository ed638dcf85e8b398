import fc from 'fast-check'
import t from 'tap'
import { loadCorpus, splits } from '../../perf/benches/masking/corpus.js'
import { texts } from '../support/privacy/texts.js'
import { ourMasker } from './ours.js'
import { score } from './score.js'

const masker = ourMasker()
const masked = (text: string) => masker.mask(text).text

t.test('masking twice gives what masking once gives', t => {
  fc.assert(
    fc.property(texts, text => {
      const once = masked(text)
      t.equal(masked(once), once, text)
    }),
    { numRuns: 4000, seed: 7 },
  )
  for (const { text } of splits.flatMap(loadCorpus)) {
    t.equal(masked(masked(text)), masked(text), text)
  }
  t.end()
})

t.test('text without personal data is not touched', t => {
  const safe = fc
    .array(
      fc.constantFrom(
        ...'您好 请问 这个 多少钱 什么时候 发货 可以 退款 吗 ， 。 ？ 12 999元 2024-11-11 5件 谢谢 优惠券 价格 便宜 一点'.split(
          ' ',
        ),
      ),
    )
    .map(words => words.join(''))
  fc.assert(
    fc.property(safe, text => {
      t.equal(masked(text), text, text)
    }),
    { numRuns: 1000, seed: 5 },
  )
  t.end()
})

t.test('any text is taken, and hits lie in order inside it', t => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      let last = 0
      for (const { start, end } of masker.mask(text).hits) {
        t.ok(start >= last && end > start && end <= text.length)
        last = end
      }
    }),
    { numRuns: 500, seed: 9 },
  )
  t.end()
})

t.test('no hit makes the text longer than its kind is', t => {
  // Fixed shapes may be longer than a short value: the longest is that of a bank card.
  const shapeMax = 16
  for (const { text } of splits.flatMap(loadCorpus)) {
    const { text: starred, hits } = masker.mask(text)
    const grown = hits.reduce((sum, hit) => sum + Math.max(0, shapeMax - (hit.end - hit.start)), 0)
    t.ok(starred.length <= text.length + grown, text)
  }
  t.end()
})

t.test('the rules meet their goals on the held-back messages', t => {
  const detect = (text: string) => masker.mask(text).hits
  const { kinds, clean, altered } = score(loadCorpus('held'), detect)
  for (const [kind, { labels, found }] of kinds) {
    const goal = kind === 'name' || kind === 'address' ? 0.92 : 0.99
    t.ok(found / labels >= goal, `${kind}: ${found} of ${labels}`)
  }
  t.ok(altered / clean <= 0.01, `${altered} of ${clean} clean messages altered`)
  t.end()
})
