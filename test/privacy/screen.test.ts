import t from 'tap'
import { loadCorpus, splits } from '../../perf/benches/masking/corpus.js'
import { hostile } from '../../perf/benches/masking/hostile-texts.js'
import { createScreen } from '../../src/privacy/screen.js'
import { ourMasker } from './ours.js'

const isClean = createScreen([])
const { mask } = ourMasker()
const messages = splits.flatMap(split => loadCorpus(split))
const texts = messages.map(({ text }) => text)

t.test('a text that the screen lets pass is left as it is by masking', t => {
  const pairs = texts.map((text, i) => `${text}${texts[(i * 7 + 3) % texts.length]}`)
  const broken = texts.map((text, i) => text.slice(i % text.length))
  const worst = hostile.map(({ text }) => text(300))
  const all = [...texts, ...pairs, ...broken, ...worst]
  const wrong = all.filter(text => isClean(text) && mask(text).hits.length > 0)
  t.strictSame(wrong, [])
  t.end()
})

t.test('half of the messages that hold no personal data pass', t => {
  const clean = messages.filter(({ labels }) => labels.length === 0)
  const passed = clean.filter(({ text }) => isClean(text))
  t.ok(passed.length > 0.5 * clean.length, `${passed.length} of ${clean.length}`)
  t.end()
})

t.test('an order number passes behind its cue, and nowhere else', t => {
  t.ok(isClean('订单 12000123 怎么还没发货'))
  t.notOk(isClean('12000123 怎么还没发货'))
  t.notOk(isClean('订单在哪，1380013800 是我的'))
  t.notOk(isClean('订单 12000123，微信同号'), 'it may be an id, too')
  t.end()
})

t.test('names that the operator adds are met by the screen, too', t => {
  t.ok(isClean('小美说还没到'))
  t.notOk(createScreen(['小美'])('小美说还没到'))
  t.end()
})
