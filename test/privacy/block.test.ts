import fc from 'fast-check'
import t from 'tap'
import { type BlockedTerm, createBlocklist, parseBlockedTerms, starHits } from '../../src/privacy/block.js'
import { blockStream } from '../../src/privacy/block-stream.js'
import { createSegmenter } from '../../src/text/segmenter.js'
import { piecesOf } from './texts.js'

const segmenter = createSegmenter()
const list = (...terms: BlockedTerm[]) => createBlocklist(terms, segmenter)
const fake: BlockedTerm = { term: '假货', category: 'fraud', action: 'refuse' }
const rude: BlockedTerm = { term: '笨蛋', category: 'abuse', action: 'star' }
const brand: BlockedTerm = { term: 'Foo Bar', category: 'rival', action: 'handoff' }

t.test('a term is found by whole words, whatever blanks, width or case', t => {
  const blocklist = list(fake, rude, brand)
  for (const text of ['你们卖假货', '是假 货吗', '假\u200b货', '这个FooBar好', 'ｆｏｏ ｂａｒ']) {
    t.equal(blocklist.find(text).length, 1, text)
  }
  t.strictSame(blocklist.find('不是假 货，放心'), [{ category: 'fraud', action: 'refuse', at: 2, end: 5 }])
  t.end()
})

t.test('a term inside longer words is none', t => {
  const blocklist = list({ term: '生气', category: 'x', action: 'refuse' })
  t.strictSame(blocklist.find('学生气质好'), [])
  t.equal(blocklist.find('我很生气').length, 1)
  t.end()
})

t.test('the longest of two terms wins', t => {
  const hits = list(fake, { ...rude, term: '假货商' }).find('他是假货商')
  t.strictSame(
    hits.map(hit => hit.category),
    ['abuse'],
  )
  t.end()
})

t.test('a starred term keeps its length', t => {
  t.equal(starHits('你笨 蛋啊', list(rude).find('你笨 蛋啊')), '你***啊')
  t.end()
})

t.test('a file of terms is read, and a bad line is named', t => {
  t.strictSame(parseBlockedTerms('# words\n\n假货\tfraud\trefuse\n笨蛋,abuse,star\n'), [fake, rude])
  t.throws(() => parseBlockedTerms('假货\tfraud\tburn'), /line 1/)
  t.end()
})

t.test('a stream passes what the whole text passes and stops before a refused term', t => {
  const words = '你好 ， 。 假 货 假货 笨蛋 笨 蛋 foo bar Foo 吗 是 学生 气 很好'.split(' ').concat(' ')
  const texts = fc.array(fc.constantFrom(...words), { maxLength: 16 }).map(parts => parts.join(''))
  const blocklist = list(fake, rude, brand)
  fc.assert(
    fc.property(texts, fc.array(fc.nat(5), { maxLength: 20 }), (text, cuts) => {
      const hits = blocklist.find(text)
      const stop = hits.find(hit => hit.action !== 'star')
      const stream = blockStream(blocklist)
      const passed =
        piecesOf(text, cuts)
          .map(piece => stream.push(piece))
          .join('') + stream.end()
      t.equal(passed, starHits(text, hits).slice(0, stop?.at), text)
      t.strictSame(stream.stopped, stop)
    }),
    { numRuns: 1000, seed: 3 },
  )
  t.end()
})

t.test('text that holds no beginning of a term leaves at once', t => {
  const stream = blockStream(list(fake))
  t.equal(stream.push('您好'), '您好')
  t.equal(stream.push('这是假'), '这是')
  t.equal(stream.push('的'), '假的')
  t.end()
})
