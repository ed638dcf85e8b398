// Whose model's answers are held against what is known: every one of a shop with tools or an FAQ of its own, however it was
// asked.
import { randomUUID } from 'node:crypto'
import t from 'tap'
import { askQuietly } from '../../src/answer/ask-quietly.js'
import type { Question } from '../../src/answer/question.js'
import { systemClock } from '../../src/clock.js'
import type { Config } from '../../src/config/config.js'
import type { Files } from '../../src/config/files.js'
import type { LlmRequest } from '../../src/llm/llm.js'
import type { Offload } from '../../src/offload/offload.js'
import { encodeMessage } from '../../src/prompt/fragment.js'
import { createMemorySettings } from '../../src/settings/settings.memory.js'
import type { VendorTools } from '../../src/shop/vendor-tools.js'
import type { TextTable } from '../../src/texts.js'
import { documentTypes } from '../../src/wiring/document-types.js'
import { buildResponder, type ResponderWiringDeps } from '../../src/wiring/responder.js'

const { signal } = new AbortController()
const MADE_UP = '已经为您退款500元。'
const builtIn = [{ topic: 'exchange', questions: ['怎么换货'], answer: '在售后里申请。' }]
const own = [{ topic: 'return-window', confidence: 0.9, answer: '签收后15天内可退。' }]

const offer: VendorTools = {
  offered: () => '{}',
  comesLast: () => false,
  call: async () => ({ content: '{}', cards: [], isSingle: true }),
}
const files = { prompt: '你是客服', handoff: '', hours: '', texts: '', webhooks: '' } as Files

interface Stage {
  readonly config?: Partial<Config>
  readonly shop?: ResponderWiringDeps['shop']
  /** The shop has a document. */
  readonly isDocument?: boolean
  readonly matches?: Question['prepared']['matches']
  readonly say?: string
}

const tools = { vendorTools: offer, hasTools: () => true }
const noTools = { vendorTools: undefined, hasTools: () => false }

function stage({ config, shop = noTools, isDocument = false, matches = [], say = MADE_UP }: Stage) {
  const asked: LlmRequest[] = []
  const heard: unknown[] = []
  let held = 0
  const prepare = async ({ text }: { text: string }) => ({
    masked: text,
    fragment: encodeMessage('user', text),
    hits: [],
    matches,
  })
  const settings = createMemorySettings(randomUUID)
  const common = { faqFile: '', grounding: 'auto', logLevel: 'info' } as Config
  const responder = buildResponder({ ...common, ...config }, {
    llm: {
      async ask(request: LlmRequest, _signal: unknown, onDelta: unknown) {
        asked.push(request)
        heard.push(onDelta)
        return { kind: 'answered', text: say, isTruncated: false, vendor: 'primary', vendorMs: 1 }
      },
    },
    clock: systemClock,
    canary: undefined,
    shop,
    faqFile: builtIn,
    faq: { isDocument: () => isDocument },
    offload: { prepare } as unknown as Offload,
    budget: { spent: () => undefined },
    state: { settings },
    onStray: () => undefined,
    metrics: {
      ungrounded(count: number) {
        held += count
      },
    },
    documentTypes: documentTypes(common, { files, env: {}, newId: randomUUID }),
    texts: { for: () => ({ orders: { unproven: '转人工' }, notices: {} }) } as unknown as TextTable,
  } as unknown as ResponderWiringDeps)
  const question: Question = {
    prepared: { masked: '改天再说', fragment: encodeMessage('user', '改天再说'), hits: [], matches },
    level: 0,
    isPaid: true,
    shop: 'main',
    language: 'zh',
    traceparent: '',
    deadlineAt: 1,
    asker: { who: { uid: 'u1', owner: 'o', shop: 'main', dialogId: 'd' }, traceId: 't' },
  }
  const onDelta = () => undefined
  return {
    asked,
    heard,
    responder,
    onDelta,
    pose: async (more: Partial<Question> = {}) => {
      const { draft } = await responder.respond({ ...question, ...more }, [], { signal, onDelta })
      return { draft, held }
    },
    quietly: async () => {
      const deps = { clock: systemClock, responder, offload: { prepare }, randomHex: () => '0'.repeat(32) }
      const { draft } = await askQuietly(
        deps,
        { text: '改天再说', shop: 'main', language: 'zh', past: [] },
        signal,
      )
      return { draft, held }
    },
  }
}

type Row = readonly [name: string, stage: Stage, more?: Partial<Question>]
const rows: readonly Row[] = [
  ['tools are offered', { shop: tools }],
  ['at level 2 tools are not offered', { shop: tools }, { level: 2 }],
  ['LLM_TOOLS=off or LLM_PROTOCOL=completions', { shop: { ...tools, vendorTools: undefined } }],
  ['the customer is not known any more', { shop: tools }, { asker: undefined }],
  ['FAQ_FILE is set', { config: { faqFile: 'faq.ndjson' } }],
  ['FAQ_FILE is set, and stays out of prompts', { config: { faqFile: 'faq.ndjson', grounding: 'off' } }],
  ['the shop has a document as its FAQ', { isDocument: true }],
]

for (const [name, set, more] of rows)
  t.test(`an answer is held against what is known: ${name}`, async t => {
    const { draft, held } = await stage(set).pose(more)
    t.match(draft, { source: 'notice', reason: 'ungrounded', text: '转人工' })
    t.equal(held, 1)
  })

t.test('so is one for which no customer waits', async t => {
  t.match(await stage({ shop: tools }).quietly(), { draft: { reason: 'ungrounded' }, held: 1 })
})

t.test('a shop that has neither gets the answer and its stream as they come', async t => {
  const { pose, heard, onDelta } = stage({})
  t.match(await pose(), { draft: { source: 'llm', text: MADE_UP }, held: 0 })
  t.same(heard, [onDelta])
})

t.test('the facts of a document go into the prompt and may be said, the built-in ones stay out', async t => {
  const matches = [{ ...builtIn[0], confidence: 0.9 } as (typeof own)[number], ...own]
  const { pose, asked, responder } = stage({ isDocument: true, matches, say: '签收后15天内可退。' })
  t.match(await pose(), { draft: { source: 'llm' }, held: 0 })
  t.match(asked[0]?.messages, /15天内可退/)
  t.notMatch(asked[0]?.messages, /在售后里申请/)
  t.equal(responder.matchesWanted({ level: 0, isPaid: true }, 'main'), 3)
  t.equal(stage({}).responder.matchesWanted({ level: 0, isPaid: true }, 'main'), 0)
})
