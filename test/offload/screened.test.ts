import t from 'tap'
import type { Offload, Prepared } from '../../src/offload/offload.js'
import { createScreened } from '../../src/offload/screened.js'

function setUp() {
  const asked: string[] = []
  const byWorker = async (text: string): Promise<Prepared> => {
    asked.push(text)
    return { masked: `${text}*`, fragment: '{}', hits: [], matches: [] }
  }
  const pool = {
    prepare: ({ text }: { text: string }) => byWorker(text),
    finish: byWorker,
    check: byWorker,
    publish: byWorker,
  } as unknown as Offload
  return { asked, offload: createScreened(pool, text => text === '几点发货') }
}

t.test('a clean question and a clean answer are encoded without a worker', async t => {
  const { asked, offload } = setUp()
  t.strictSame(await offload.prepare({ text: '几点发货', matches: 0 }), {
    masked: '几点发货',
    fragment: '{"role":"user","content":"几点发货"}',
    hits: [],
    matches: [],
  })
  t.match(await offload.finish('几点发货'), { masked: '几点发货', fragment: /"assistant"/, hits: [] })
  t.strictSame(asked, [])
})

t.test('a text that may have to be masked goes to a worker', async t => {
  const { offload } = setUp()
  t.match(await offload.prepare({ text: '我叫王小明', matches: 0 }), { masked: '我叫王小明*' })
  t.match(await offload.finish('我叫王小明'), { masked: '我叫王小明*' })
})

t.test('a question that is searched in the FAQ goes to a worker, clean or not', async t => {
  const { offload } = setUp()
  t.match(await offload.prepare({ text: '几点发货', matches: 3 }), { masked: '几点发货*' })
})

t.test('texts for which nobody waits stay with the workers', async t => {
  const { offload } = setUp()
  t.match(await offload.check('几点发货'), { masked: '几点发货*' })
  t.match(await offload.publish('几点发货'), { masked: '几点发货*' })
})
