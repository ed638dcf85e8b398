import fc from 'fast-check'
import t from 'tap'
import { loadCorpus } from './corpus.js'
import { ourMasker } from './ours.js'
import { texts } from './texts.js'

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
  for (const { text } of [...loadCorpus('tune'), ...loadCorpus('held')]) {
    t.equal(masked(masked(text)), masked(text), text)
  }
  t.end()
})
