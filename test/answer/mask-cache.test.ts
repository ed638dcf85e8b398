import t from 'tap'
import { createMaskCache } from '../../src/answer/mask-cache.js'
import type { Offload } from '../../src/offload/offload.js'

function setUp() {
  const asked: string[] = []
  const state = { isBlocking: false }
  const answer = async (text: string) => {
    asked.push(text)
    return { masked: text, fragment: `"${text}"`, hits: [], matches: [] }
  }
  const offload = { finish: answer, publish: answer, prepare: ({ text }: { text: string }) => answer(text) }
  const repeated = createMaskCache(offload as unknown as Offload, () => state.isBlocking)
  return { asked, state, ...repeated }
}

t.test('without blocked terms a known question asks no worker', async t => {
  const { asked, recall } = setUp()
  t.match(recall('你好'), { masked: '你好', hits: [] }, 'at once')
  t.strictSame(asked, [])
})

t.test('with blocked terms a known question is checked once, and again after a change', async t => {
  const { asked, state, recall, clear } = setUp()
  state.isBlocking = true
  await recall('你好')
  await recall('你好')
  t.strictSame(asked, ['你好'])
  clear()
  await recall('你好')
  t.equal(asked.length, 2)
})

t.test('an answer that was published is served as it is', async t => {
  const { asked, finish } = setUp()
  for (const source of ['faq', 'notice', 'hot'] as const) {
    const text = '我们在上海市徐汇区建设路12号，电话021-64331234'
    t.match(await finish({ text, source, level: 0 }), { masked: text, fragment: /"assistant"/, hits: [] })
  }
  t.strictSame(asked, [])
})

t.test('what was being checked when the terms changed is not remembered', async t => {
  const { asked, state, finish, clear } = setUp()
  state.isBlocking = true
  const draft = { text: '您好', source: 'faq', level: 0 } as const
  const underWay = finish(draft)
  clear()
  await underWay
  await finish(draft)
  t.equal(asked.length, 2)
})

t.test('the vendor’s drafts are never remembered', async t => {
  const { asked, finish } = setUp()
  const draft = { text: '您好', source: 'llm', level: 0 } as const
  await finish(draft)
  await finish(draft)
  t.equal(asked.length, 2)
})
