// Is masking linear in the text? Counted, not timed: the engine tells how often each block of the rules ran.
import { Session } from 'node:inspector/promises'
import t from 'tap'
import { hostile } from '../../perf/benches/masking/hostile-texts.js'
import { createMasker } from '../../src/privacy/mask.js'
import { createRules } from '../../src/privacy/rules.js'
import { createSegmenter } from '../../src/text/segmenter.js'

const segmenter = createSegmenter()
const length = 2_000

/** Counts the blocks under src/privacy that run while `work` does. */
async function createCounter() {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  const take = async () => (await session.post('Profiler.takePreciseCoverage')).result
  return {
    async count(work: () => void): Promise<number> {
      await take()
      work()
      const scripts = (await take()).filter(script => script.url.includes('/src/privacy/'))
      const blocks = scripts.flatMap(script => script.functions.flatMap(one => one.ranges))
      return blocks.reduce((sum, block) => sum + block.count, 0)
    },
    close: () => session.disconnect(),
  }
}

t.test('twice the text costs twice the steps, whatever the text', async t => {
  const counter = await createCounter()
  t.teardown(counter.close)
  const { mask } = createMasker(createRules(segmenter, []))
  for (const { name, text } of hostile) {
    const once = await counter.count(() => mask(text(length)))
    const twice = await counter.count(() => mask(text(2 * length)))
    t.ok(twice < 2.1 * once, `${name}: ${once} steps, then ${twice}`)
    t.ok(once < 110 * length, `${name}: ${once / length} steps a character`)
  }
})

t.test('a text costs the same steps with ten and with ten thousand names of the operator', async t => {
  const counter = await createCounter()
  t.teardown(counter.close)
  const names = Array.from({ length: 10_000 }, (_, i) => `王${String.fromCharCode(0x4e00 + i)}`)
  const few = createMasker(createRules(segmenter, names.slice(0, 10)))
  const many = createMasker(createRules(segmenter, names))
  const text = '王小'.repeat(length / 2)
  const cost = await counter.count(() => few.mask(text))
  t.ok((await counter.count(() => many.mask(text))) <= 1.1 * cost)
})
