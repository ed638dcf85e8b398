import t from 'tap'
import { handoffDocument } from '../../src/people/handoff-document.js'
import { faultsIn } from '../support/documents/faults.js'

const { read, start } = handoffDocument(undefined)

t.test('the defaults are those of the contract', async t => {
  t.match(start, {
    failed_in_row: 2,
    same_answer: 2,
    thumbs_down: 2,
    slow_s: 10,
    mood: 'offer',
    security: 'queue',
    max_wait_s: 600,
    routing: 'claim',
    offer_s: 20,
    misses: 3,
    silent_customer_s: 300,
    claim_over: true,
  })
  for (const word of ['转人工', '人工客服', '找真人', '我不要机器人']) t.ok(start.words.includes(word), word)
  t.ok(start.not_words.includes('人工费'))
  t.ok(start.safety_words.length > 0)
})

t.test('a document keeps its own fields and gets defaults for the rest', async t => {
  t.same(read({ routing: 'offer', words: [] }), { ...start, routing: 'offer', words: [] })
  t.same(handoffDocument({ slow_s: 30 }).start, { ...start, slow_s: 30 })
  t.same(read({ unknown: 1 }), start, 'what has no rule is ignored')
})

t.test('every field has its rule', async t => {
  for (const field of Object.keys(start)) {
    for (const bad of [
      {},
      -1,
      1.5,
      '',
      'x',
      [''],
      ['x'.repeat(41)],
      Array.from({ length: 501 }, () => 'x'),
    ]) {
      const found = faultsIn(() => read({ [field]: bad }))
      t.ok(
        found.length > 0 && found.every(at => at.startsWith(`/${field}`)),
        `${field} ${JSON.stringify(bad).slice(0, 40)}`,
      )
    }
  }
  for (const none of [[], 'x', 7, null])
    t.same(
      faultsIn(() => read(none)),
      [''],
    )
})
