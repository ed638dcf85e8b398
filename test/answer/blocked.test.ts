import t from 'tap'
import { createBlockedAnswers, isBlockedReason } from '../../src/answer/blocked.js'

const blocked = createBlockedAnswers({
  question: (language, action) => `${language} ${action}`,
  answer: language => `${language} answer`,
})
const prepared = { masked: 'x', fragment: '', hits: [], matches: [] }
const draft = { text: 'raw', source: 'llm', level: 1 } as const
const hit = { kind: 'blocked', rule: 'r', at: 0, hash: 'h' }

t.test('a question that may pass is answered by others', async t => {
  t.equal(blocked.instead({ prepared, level: 0, language: 'zh' }), undefined)
})

t.test('a question that may not pass gets the fixed text of its action, in its language', async t => {
  for (const [action, reason] of Object.entries({ refuse: 'blocked', handoff: 'blocked-handoff' })) {
    const question = {
      prepared: { ...prepared, blocked: action as 'refuse' },
      level: 2,
      language: 'en',
    } as const
    const text = `en ${action}`
    t.same(blocked.instead(question), { text, source: 'notice', level: 2, reason })
    t.ok(isBlockedReason(reason))
  }
})

t.test('an answer that may pass stays as it is', async t => {
  const made = { draft, masked: 'raw', fragment: 'f', hits: [] }
  t.equal(blocked.passed(made, 'zh'), made)
})

t.test('nothing of an answer that may not pass is left but what was found in it', async t => {
  const made = { draft, masked: 'r**', fragment: 'r**', hits: [hit], blocked: 'refuse' } as const
  const passed = blocked.passed(made, 'zh')
  t.same(passed.draft, { text: 'zh answer', source: 'notice', level: 1, reason: 'blocked-answer' })
  t.equal(passed.masked, 'zh answer')
  t.match(passed.fragment, /zh answer/)
  t.same(passed.hits, [hit])
  t.equal(passed.blocked, undefined)
  t.ok(isBlockedReason('blocked-answer'))
  t.notOk(isBlockedReason('level-2'))
})
