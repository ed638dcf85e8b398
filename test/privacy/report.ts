// Prints precision and recall of the masking rules per kind on the labelled messages, and how libraries from npm do
// on the held-back half. `--miss tune` (or `held`) lists instead what was missed or starred by mistake.
import { loadCorpus, type Split } from './corpus.js'
import { ourMasker } from './ours.js'
import { compare, rivals } from './rivals.js'
import { type Detector, misses, score, table } from './score.js'

const masker = ourMasker()
const ours: Detector = text =>
  masker.mask(text).hits.map(hit => ({ kind: hit.kind, start: hit.at, end: hit.end }))

const asked = process.argv.indexOf('--miss')
if (asked > 0) {
  for (const line of misses(loadCorpus(process.argv[asked + 1] as Split), ours)) console.log(line)
} else {
  for (const split of ['tune', 'held'] as const) {
    console.log(`## ${split}\n\n${table(score(loadCorpus(split), ours))}\n`)
  }
  console.log(`## held: values gone from the text\n\n${await compare(loadCorpus('held'), rivals(masker))}`)
}
