import t from 'tap'
import { createBlockedAnswers, isBlockedReason } from '../../src/answer/blocked.js'

const blocked = createBlockedAnswers({
  question: ({ language, shop }, action) => `${language} ${shop} ${action}`,
  answer: ({ language, shop }) => `${language} ${shop} answer`,
})
const prepared = { masked: 'x', fragment: '', hits: [], matches: [] }
const draft = { text: 'raw', source: 'llm', level: 1 } as const
const customer = { language: 'zh', shop: 'b' }
const hit = { kind: 'blocked', rule: 'r', start: 0, hash: 'h' }

t.test('a question that may pass is answered by others', async t => {
  t.equal(blocked.instead({ prepared, level: 0, ...customer }), undefined)
})

t.test('a question that may not pass gets the fixed text of its action, in its language', async t => {
  for (const [action, reason] of Object.entries({ refuse: 'blocked', handoff: 'blocked-handoff' })) {
    const question = {
      prepared: { ...prepared, blocked: action as 'refuse' },
      level: 2,
      language: 'en',
      shop: 'b',
    } as const
    const text = `en b ${action}`
    t.same(blocked.instead(question), { text, source: 'notice', level: 2, reason })
    t.ok(isBlockedReason(reason))
  }
})

t.test('an answer that may pass stays as it is', async t => {
  const made = { draft, masked: 'raw', fragment: 'f', hits: [] }
  t.equal(blocked.passed(made, customer), made)
})

t.test('nothing of an answer that may not pass is left but what was found in it', async t => {
  const made = { draft, masked: 'r**', fragment: 'r**', hits: [hit], blocked: 'refuse' } as const
  const passed = blocked.passed(made, customer)
  t.same(passed.draft, { text: 'zh b answer', source: 'notice', level: 1, reason: 'blocked-answer' })
  t.equal(passed.masked, 'zh b answer')
  t.match(passed.fragment, /zh b answer/)
  t.same(passed.hits, [hit])
  t.equal(passed.blocked, undefined)
  t.ok(isBlockedReason('blocked-answer'))
  t.notOk(isBlockedReason('level-2'))
})
