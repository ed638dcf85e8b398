// Who answers, by level and by what the turn could pay.
import t from 'tap'
import type { Level } from '../../src/answer/answer.js'
import type { Question } from '../../src/answer/question.js'
import { createResponder, type ResponderDeps } from '../../src/answer/responder.js'
import { CONFIDENT } from '../../src/faq/confidence.js'
import type { LlmRequest, LlmResult } from '../../src/llm/llm.js'
import type { FaqMatch } from '../../src/offload/offload.js'
import { encodeMessage } from '../../src/prompt/fragment.js'

const sure: FaqMatch = { topic: 'returns', confidence: CONFIDENT, answer: '七天内可退' }
const unsure = ['a', 'b', 'c', 'd'].map(topic => ({
  topic,
  confidence: CONFIDENT / 2,
  answer: `关于${topic}`,
}))
const never = new AbortController().signal

const questionOf = (own: Partial<Question> = {}, matches: readonly FaqMatch[] = []): Question => ({
  prepared: { masked: '怎么退货', fragment: encodeMessage('user', '怎么退货'), hits: [], matches },
  level: 0,
  isPaid: true,
  shop: 'main',
  language: 'zh',
  traceparent: 'tp',
  deadlineAt: 1,
  ...own,
})

const answered: LlmResult = {
  kind: 'answered',
  text: '可以退',
  isTruncated: false,
  usage: undefined,
  vendorMs: 7,
  vendor: 'primary',
}

/** `result` is the vendor's; without one there is no vendor. `found` is what the worker finds in the FAQ. */
function rig(result: LlmResult | undefined, found: readonly FaqMatch[] = [], isGrounded = false) {
  const requests: LlmRequest[] = []
  const searched: string[] = []
  const llm: ResponderDeps['llm'] = result && {
    async ask(request) {
      requests.push(request)
      return result
    },
    close: async () => undefined,
  }
  const responder = createResponder({
    llm,
    offload: {
      async prepare({ text }) {
        searched.push(text)
        return { masked: text, fragment: '', hits: [], matches: found }
      },
    },
    prompting: {
      system: () => encodeMessage('system', '客服'),
      maxTokens: 100,
      temperature: 0.3,
      isGrounded: () => isGrounded,
      isBuiltIn: () => false,
    },
    notice: ({ language }) => `notice ${language}`,
    guess: (_language, answer) => `也许是：${answer}`,
    silence: () => '没有人工',
  })
  return { responder, requests, searched }
}

t.test('while the vendor answers nothing is searched in the FAQ beforehand', async t => {
  const { responder } = rig(answered)
  t.equal(responder.matchesWanted({ level: 0, isPaid: true }, 'main'), 0)
  t.equal(responder.matchesWanted({ level: 2, isPaid: true }, 'main'), 3)
  t.equal(responder.matchesWanted({ level: 0, isPaid: false }, 'main'), 3)
  t.equal(rig(undefined).responder.matchesWanted({ level: 0, isPaid: true }, 'main'), 3)
  t.equal(rig(answered, [], true).responder.matchesWanted({ level: 0, isPaid: true }, 'main'), 3)
})

t.test('below level 2 the vendor answers, whatever the FAQ says', async t => {
  const { responder } = rig(answered)
  for (const level of [0, 1] as const) t.equal(responder.ready(questionOf({ level }, [sure])), undefined)
})

t.test('at level 2 the FAQ answers what it is sure of, and the vendor the rest', async t => {
  const { responder } = rig(answered)
  t.same(responder.ready(questionOf({ level: 2 }, [sure])), {
    text: sure.answer,
    source: 'faq',
    level: 2,
    faqId: 'returns',
    reason: 'level-2',
  })
  t.equal(responder.ready(questionOf({ level: 2 }, unsure)), undefined)
})

t.test('above level 2 nobody asks the vendor: what the FAQ does not know gets the notice', async t => {
  const { responder } = rig(answered)
  t.match(responder.ready(questionOf({ level: 3 }, unsure)), { source: 'notice', reason: 'level-3' })
})

t.test('at level 4 the FAQ guesses, and offers three topics', async t => {
  const { responder } = rig(answered)
  t.match(responder.ready(questionOf({ level: 4 }, unsure)), {
    text: '也许是：关于a',
    source: 'faq',
    candidates: ['a', 'b', 'c'],
  })
})

t.test('a turn that cannot pay the vendor is answered without it, at any level', async t => {
  const { responder } = rig(answered)
  t.match(responder.ready(questionOf({ isPaid: false })), { source: 'notice', reason: 'rate-limited' })
})

t.test('a prompt is the system message, the past and the question', async t => {
  const { responder, requests } = rig(answered)
  const past = ['1', '2', '3', '4'].map(text => encodeMessage('user', text))
  const { draft, vendorMs } = await responder.respond(questionOf(), past, { signal: never })
  t.same(draft, { text: '可以退', source: 'llm', level: 0 })
  t.equal(vendorMs, 7)
  const said = JSON.parse(`[${requests[0]?.messages}]`) as { content: string }[]
  t.same(
    said.map(({ content }) => content),
    ['客服', '1', '2', '3', '4', '怎么退货'],
  )
})

t.test('above level 0 a prompt carries less of the past and asks for half the tokens', async t => {
  const { responder, requests } = rig(answered)
  const past = ['1', '2', '3', '4'].map(text => encodeMessage('user', text))
  await responder.respond(questionOf({ level: 1 as Level }), past, { signal: never })
  t.equal(requests[0]?.maxTokens, 50)
  t.notMatch(requests[0]?.messages, '"1"')
})

t.test('an answer that the vendor cut is told to be no whole one', async t => {
  const { responder } = rig({ ...answered, isTruncated: true })
  t.match(await responder.respond(questionOf(), [], { signal: never }), { draft: { isTruncated: true } })
})

t.test('when the vendor fails the FAQ answers, and when it is not sure the notice', async t => {
  const failed: LlmResult = { kind: 'failed', why: 'timeout', streamed: false, vendorMs: 9 }
  for (const [found, source] of [
    [[sure], 'faq'],
    [unsure, 'notice'],
  ] as const) {
    const { responder, searched } = rig(failed, found)
    const response = await responder.respond(questionOf(), [], { signal: never })
    t.match(response, { draft: { source, reason: 'vendor-timeout' }, failed: 'timeout', vendorMs: 9 })
    t.same(searched, ['怎么退货'], 'the masked text is searched for')
  }
})

t.test('without the store only what the FAQ is sure of is an answer', async t => {
  t.match(await rig(answered, [sure]).responder.fallback(questionOf()), { faqId: 'returns' })
  t.equal(await rig(answered, unsure).responder.fallback(questionOf()), undefined)
})
