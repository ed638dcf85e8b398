import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { loadCorpus, splits } from '../../perf/benches/masking/corpus.js'
import { hostile } from '../../perf/benches/masking/hostile-texts.js'
import { createTextTools } from '../../src/offload/text-tools.js'
import { ANYTHING, NAME_LIKE, PLACE_LIKE } from '../../src/privacy/rule.js'
import { createScreen } from '../../src/privacy/screen.js'
import { createSegmenter } from '../../src/text/segmenter.js'
import { ourMasker } from './ours.js'

const suspicionOf = createScreen([])
const isClean = (text: string) => suspicionOf(text) === 0
const { mask } = ourMasker()
const screened = createTextTools(
  { dataKey: 'key', faq: { common: [], shops: new Map() }, names: '', block: '', holdsValues: false },
  createSegmenter(),
)
const messages = splits.flatMap(split => loadCorpus(split))
const texts = messages.map(({ text }) => text)

t.test('the rules that the screen spares a text find nothing in it', t => {
  const pairs = texts.map((text, i) => `${text}${texts[(i * 7 + 3) % texts.length]}`)
  const broken = texts.map((text, i) => text.slice(i % text.length))
  const worst = hostile.map(({ text }) => text(300))
  const all = [...texts, ...pairs, ...broken, ...worst]
  const wrong = all.filter(text => !isDeepStrictEqual(screened.mask(text), mask(text)))
  t.strictSame(wrong, [])
  t.end()
})

t.test('names alone and places alone are told from what may be anything', t => {
  t.equal(suspicionOf('我叫王小明'), NAME_LIKE)
  t.equal(suspicionOf('送到3栋'), PLACE_LIKE)
  t.equal(suspicionOf('我叫王小明，住3栋'), NAME_LIKE | PLACE_LIKE)
  t.equal(suspicionOf('我叫王小明，13812345678'), ANYTHING)
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
  t.equal(createScreen(['小美'])('小美说还没到'), NAME_LIKE)
  t.end()
})
