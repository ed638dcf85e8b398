// Prints precision and recall of the masking rules per kind on the labelled messages.
// `--miss tune` (or `held`) also lists what was missed or starred by mistake.
import { loadCorpus, type Split } from './corpus.js'
import { ourMasker } from './ours.js'
import { type Detector, misses, score, table } from './score.js'

const masker = ourMasker()
const ours: Detector = text =>
  masker.mask(text).hits.map(hit => ({ kind: hit.kind, start: hit.at, end: hit.end }))

for (const split of ['tune', 'held'] as const) {
  console.log(`\n## ${split}\n`)
  console.log(table(score(loadCorpus(split), ours)))
}

const asked = process.argv.indexOf('--miss')
if (asked > 0)
  for (const line of misses(loadCorpus(process.argv[asked + 1] as Split), ours)) console.log(line)
