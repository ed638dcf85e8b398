import t from 'tap'
import type { Prepared } from '../../src/offload/offload.js'
import { createTextTools } from '../../src/offload/text-tools.js'
import { createTextWork, UNTOUCHED, type WholeJob } from '../../src/offload/text-work.js'
import { untouched } from '../../src/offload/untouched.js'
import { createSegmenter } from '../../src/text/segmenter.js'

const segmenter = createSegmenter()
const data = { dataKey: 'key', faq: { common: [], shops: new Map() }, names: '' }
const block = '{"term":"禁词","category":"x","action":"star"}\n'

function workerFor(holdsValues: boolean) {
  const work = createTextWork(createTextTools({ ...data, block, holdsValues }, segmenter))
  return (text: string, role: WholeJob['role'] = 'user'): Prepared => {
    const [result] = work([{ kind: 'whole', role, text, matches: 0 }])
    return result === UNTOUCHED ? untouched(role, text) : (result as Prepared)
  }
}

const question = '禁词，密码是abc12345，我叫王小明，电话１３９ 8765 4321，邮箱a.b@example.com'

t.test("a question's values come back with it, each at its stars", t => {
  const { masked, held = [] } = workerFor(true)(question)
  t.match(held, [
    { kind: 'name', value: '王小明' },
    { kind: 'mobile', value: '１３９ 8765 4321' },
    { kind: 'email', value: 'a.b@example.com' },
  ])
  t.same(
    held.map(({ start, stars }) => masked.slice(start, start + stars.length)),
    held.map(({ stars }) => stars),
  )
  t.equal(held.length, 3, 'no password, no blocked term')
  t.notMatch(masked, /禁词|abc12345/)
  t.end()
})

t.test('values of answers never come back, and none at all with stars', t => {
  t.notOk('held' in workerFor(true)(question, 'assistant'))
  t.notOk('held' in workerFor(true)('什么时候发货'))
  t.notOk('held' in workerFor(false)(question))
  t.end()
})

t.test('typed brackets are no placeholder', t => {
  t.equal(workerFor(true)('给⟦mobile_1⟧').masked, '给[mobile_1]')
  t.equal(workerFor(false)('给⟦mobile_1⟧').masked, '给⟦mobile_1⟧')
  t.end()
})

t.test('marks pass masking as they are, whatever stands beside them', t => {
  const texts = [
    '收货人\ue100，电话\ue101',
    '微信号\ue102',
    '请\ue103先生到\ue104楼',
    '\ue100的订单\ue101已发',
  ]
  const work = createTextWork(createTextTools({ ...data, block, holdsValues: true }, segmenter))
  const jobs = texts.map(text => ({ kind: 'whole', role: 'assistant', text, matches: 0 }) as const)
  t.same(
    work(jobs),
    texts.map(() => UNTOUCHED),
  )
  t.end()
})
