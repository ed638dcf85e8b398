// What stands in for an answer that there is none of: a text for each reason.
import t from 'tap'
import type { Level } from '../../src/answer/answer.js'
import type { Question } from '../../src/answer/question.js'
import { createResponder } from '../../src/answer/responder.js'
import type { Llm, LlmFailure } from '../../src/llm/llm.js'
import type { Offload } from '../../src/offload/offload.js'

const signal = new AbortController().signal
const nothing = { masked: '天气', fragment: '{}', hits: [], matches: [] }
const offload = { prepare: async () => nothing } as unknown as Offload

function responderWith(llm: Llm | undefined) {
  return createResponder({
    llm,
    offload,
    prompting: {
      system: () => '{}',
      maxTokens: 200,
      temperature: 0.3,
      isGrounded: () => false,
      isBuiltIn: () => false,
    },
    notice: (_, kind) => kind,
    guess: (_, answer) => answer,
    silence: () => '没有人工',
  })
}

function question(level: Level, isPaid = true): Question {
  const prepared = nothing
  return { prepared, level, isPaid, shop: 'main', language: 'zh', traceparent: '', deadlineAt: 0 }
}

const failing = (why: LlmFailure): Llm => ({
  ask: async () => ({ kind: 'failed', why, streamed: false, vendorMs: 1 }),
  close: async () => undefined,
})

t.test(
  'without a vendor a question that the FAQ does not know was not understood, at every level',
  async t => {
    const { ready } = responderWith(undefined)
    t.match(ready(question(0)), { source: 'notice', text: 'not-understood', reason: 'not-understood' })
    t.match(ready(question(3)), { text: 'not-understood', reason: 'level-3' })
  },
)

t.test('where the vendor is not asked the notice says that it is away, or that there is a crowd', async t => {
  const { ready } = responderWith(failing('connect'))
  t.match(ready(question(4)), { text: 'vendor-away', reason: 'level-4' })
  t.match(ready(question(0, false)), { text: 'busy', reason: 'rate-limited' })
})

const afterFailure: [LlmFailure, string][] = [
  ['breaker-open', 'vendor-away'],
  ['connect', 'vendor-away'],
  ['timeout', 'vendor-away'],
  ['server-error', 'vendor-away'],
  ['unauthorized', 'vendor-away'],
  ['bad-response', 'vendor-away'],
  ['stream-cut', 'vendor-away'],
  ['queue-full', 'busy'],
  ['rate-limited', 'vendor-away'],
  ['deadline', 'vendor-away'],
  ['refused', 'declined'],
  ['declined', 'declined'],
  ['unpaid', 'vendor-away'],
]
for (const [why, text] of afterFailure) {
  t.test(`a vendor that ended with ${why} gives the notice ${text}`, async t => {
    const { draft } = await responderWith(failing(why)).respond(question(0), [], { signal })
    t.match(draft, { source: 'notice', text, reason: `vendor-${why}` })
  })
}
