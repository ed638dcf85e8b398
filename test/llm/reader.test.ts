import fc from 'fast-check'
import t from 'tap'
import { answerTokens, readAsked, streamEvents, wholeBody } from '../../perf/fake-llm/reply.js'
import type { Protocol } from '../../src/llm/protocol.js'
import { chat } from '../../src/llm/protocol-chat.js'
import { completions } from '../../src/llm/protocol-completions.js'
import { createReader, type Reader } from '../../src/llm/reader.js'

const protocols = { chat, completions }
const nothing = () => undefined

const createStreamReader = (protocol: Protocol, onText: (text: string) => void) =>
  createReader(protocol, { onText, onProgress: nothing, offersTools: false })
const createWholeReader = (protocol: Protocol) => createStreamReader(protocol, nothing)

function asked(protocol: 'chat' | 'completions', text: string) {
  const prompt =
    protocol === 'chat' ? { messages: [{ role: 'user', content: text }] } : { prompt: text || ' ' }
  const body = { ...prompt, stream: true, stream_options: { include_usage: true } }
  const read = readAsked(protocol, JSON.stringify(body))
  if (read === undefined) throw new Error('the simulator does not take its own prompt')
  return read
}

/** Feeds `text` in pieces whose byte lengths are `sizes`, over and over. */
function feed(reader: Reader, text: string, sizes: readonly number[]): void {
  const bytes = Buffer.from(text)
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1
    reader.push(bytes.subarray(at, at + size))
    at += size
  }
}

const anySizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 })
const anyText = fc.string({ unit: 'grapheme', maxLength: 40 })

for (const name of ['chat', 'completions'] as const) {
  t.test(`${name}: a stream reads the same whatever the chunks, line ends and comments`, async t => {
    const lineEnds = fc.constantFrom('\n', '\r\n', '\r')
    fc.assert(
      fc.property(anyText, anySizes, lineEnds, fc.boolean(), (text, sizes, lineEnd, hasComments) => {
        const call = asked(name, text)
        const tokens = answerTokens(call, 1)
        const events = streamEvents(call, tokens).map(event =>
          hasComments ? `: keep-alive\n\n${event}` : event,
        )
        const deltas: string[] = []
        const reader = createStreamReader(protocols[name], delta => deltas.push(delta))
        feed(reader, events.join('').replaceAll('\n', lineEnd), sizes)
        t.match(reader.end(), {
          kind: 'answer',
          text: tokens.join(''),
          usage: { completionTokens: tokens.length, promptTokens: call.promptTokens },
        })
        t.strictSame(deltas, tokens)
      }),
      { numRuns: 60 },
    )
  })

  t.test(`${name}: a whole answer reads the same whatever the chunks`, async t => {
    fc.assert(
      fc.property(anyText, anySizes, (text, sizes) => {
        const call = asked(name, text)
        const reader = createWholeReader(protocols[name])
        feed(reader, wholeBody(call, `答:${text}`, 3), sizes)
        t.match(reader.end(), { kind: 'answer', text: `答:${text}`, usage: { completionTokens: 3 } })
      }),
      { numRuns: 60 },
    )
  })

  t.test(`${name}: a stream cut anywhere before its finish is no answer`, async t => {
    const call = asked(name, '退货')
    const events = streamEvents(call, answerTokens(call, 1)).join('')
    const sound = Buffer.from(events.slice(0, events.indexOf('"finish_reason":"stop"')))
    for (let length = 0; length <= sound.length; length += 7) {
      const reader = createStreamReader(protocols[name], () => undefined)
      reader.push(sound.subarray(0, length))
      t.match(reader.end(), { kind: 'broken' })
    }
  })

  t.test(`${name}: whatever JSON comes, reading it does not throw`, async t => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const bodies = [
          value,
          { choices: value },
          { choices: [value] },
          { usage: value, choices: [{ message: value, delta: value }] },
        ]
        for (const body of bodies) {
          const reader = createWholeReader(protocols[name])
          reader.push(Buffer.from(JSON.stringify(body)))
          t.match(reader.end().kind, /nonsense|answer|declined|broken/)
          const stream = createStreamReader(protocols[name], () => undefined)
          stream.push(Buffer.from(`data: ${JSON.stringify(body)}\n\n`))
          t.type(stream.end().kind, 'string')
        }
      }),
    )
  })
}

t.test(
  'a stream may end with a finish_reason and no [DONE], or with [DONE] and no finish_reason',
  async t => {
    const delta = 'data: {"choices":[{"delta":{"content":"好"}}]}\n\n'
    for (const end of ['data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n', 'data: [DONE]\n\n']) {
      const reader = createStreamReader(chat, () => undefined)
      reader.push(Buffer.from(delta + end))
      t.match(reader.end(), { kind: 'answer', text: '好', usage: undefined })
    }
  },
)

t.test('nothing after [DONE] is handed on', async t => {
  const deltas: string[] = []
  const reader = createStreamReader(chat, delta => deltas.push(delta))
  const delta = 'data: {"choices":[{"delta":{"content":"好"}}]}\n\n'
  t.ok(reader.push(Buffer.from(`${delta}data: [DONE]\n\n${delta}`)))
  t.strictSame(deltas, ['好'])
})

t.test('token counts that no call can have are no counts, and the answer stands', async t => {
  for (const odd of ['-1', '1e999', '-1e999', '1e15', '1.5', '"7"', 'null', '[]', '{}']) {
    for (const usage of [
      `{"prompt_tokens":${odd},"completion_tokens":1}`,
      `{"prompt_tokens":1,"completion_tokens":${odd}}`,
    ]) {
      const reader = createWholeReader(chat)
      reader.push(
        Buffer.from(`{"choices":[{"message":{"content":"好"},"finish_reason":"stop"}],"usage":${usage}}`),
      )
      t.match(reader.end(), { kind: 'answer', text: '好', usage: undefined }, usage)
    }
  }
})
