// The simulated vendor's words: an answer that follows from the prompt alone, in the shapes of the two
// protocols. Written from the public API descriptions and apart from src/vendor, so that a misreading there shows.

import { type Message, streamedCalls, type ToolUse, toolUse, wholeCalls } from './tool-use.js'

export type Protocol = 'chat' | 'completions'

/** A call's request, as far as the simulator looks at it. */
export interface Asked {
  readonly protocol: Protocol
  readonly model: string
  readonly stream: boolean
  readonly includeUsage: boolean
  /** The messages the prompt holds; a flat prompt's are told apart by their role labels. */
  readonly messages: number
  readonly lastUserText: string
  readonly promptTokens: number
  /** Calls of tools instead of an answer, or an answer that is not the usual one. */
  readonly use: ToolUse
  /** Present when the answer shall name its call. */
  readonly number?: number
}

interface Body {
  readonly model?: unknown
  readonly stream?: unknown
  readonly stream_options?: { readonly include_usage?: unknown } | null
  readonly messages?: unknown
  readonly prompt?: unknown
  readonly tools?: unknown
}

const roleLabel = /(?:^|\n)(系统|用户|客服):/g

/** Reads a request body; undefined when it is not a call of this protocol. Throws SyntaxError on broken JSON. */
export function readAsked(protocol: Protocol, text: string): Asked | undefined {
  const body = JSON.parse(text) as Body | null
  const prompt = protocol === 'chat' ? readMessages(body?.messages) : readPrompt(body?.prompt)
  if (prompt === undefined) return undefined
  return {
    protocol,
    ...prompt,
    use:
      protocol === 'chat'
        ? toolUse(body?.messages as readonly Message[], body?.tools, prompt.lastUserText)
        : { calls: [] },
    model: typeof body?.model === 'string' ? body.model : 'simulated',
    stream: body?.stream === true,
    includeUsage: body?.stream_options?.include_usage === true,
  }
}

type Prompt = Pick<Asked, 'messages' | 'lastUserText' | 'promptTokens'>

function readMessages(messages: unknown): Prompt | undefined {
  if (!Array.isArray(messages) || messages.length === 0) return undefined
  let length = 0
  let lastUserText = ''
  for (const message of messages as readonly ({
    role?: unknown
    content?: unknown
    tool_calls?: unknown
  } | null)[]) {
    if (message?.content === null && Array.isArray(message.tool_calls)) continue
    if (typeof message?.content !== 'string') return undefined
    length += message.content.length
    if (message.role === 'user') lastUserText = message.content
  }
  return { messages: messages.length, lastUserText, promptTokens: tokensOf(length) }
}

function readPrompt(prompt: unknown): Prompt | undefined {
  if (typeof prompt !== 'string' || prompt === '') return undefined
  const [head, ...parts] = prompt.split(roleLabel)
  const lastUser = parts.lastIndexOf('用户')
  return {
    // Text before the first label is a message too; the last label is the place of the answer.
    messages: Math.max(1, parts.length / 2 - 1 + (head === '' ? 0 : 1)),
    lastUserText: lastUser < 0 ? prompt : (parts[lastUser + 1] ?? ''),
    promptTokens: tokensOf(prompt.length),
  }
}

/** A rough but repeatable count: three characters a token for every two. */
function tokensOf(length: number): number {
  return Math.ceil((length * 2) / 3)
}

/** The answer's tokens: what was asked and how many messages were seen, filled up to at least `tokens`. */
export function answerTokens(asked: Asked, tokens: number): string[] {
  const call = asked.number === undefined ? '' : `(第${asked.number}次)`
  const said = asked.use.text
  const head = said ?? `收到${asked.messages}条消息,您说:${asked.lastUserText}${call}`
  const pieces: string[] = head.match(/[\s\S]{1,2}/gu) ?? []
  while (pieces.length < tokens) pieces.push('稍候')
  return pieces
}

/** The body of a whole answer. */
export function wholeBody(asked: Asked, text: string, completionTokens: number): string {
  const choice =
    asked.protocol === 'chat' ? wholeChoice(asked, text) : { index: 0, text, finish_reason: 'stop' }
  return JSON.stringify({ ...head(asked), choices: [choice], usage: usageOf(asked, completionTokens) })
}

function wholeChoice({ use: { calls } }: Asked, text: string) {
  if (calls.length === 0)
    return { index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }
  const message = { role: 'assistant', content: null, tool_calls: wholeCalls(calls) }
  return { index: 0, message, finish_reason: 'tool_calls' }
}

/** The events of a streamed answer, in order: role (chat only), one a token, the finish, usage, `[DONE]`. */
export function streamEvents(asked: Asked, tokens: readonly string[]): string[] {
  const start = head(asked)
  const { calls } = asked.use
  const events =
    calls.length === 0
      ? tokens.map(token => event({ ...start, choices: [delta(asked, token, null)] }))
      : streamedCalls(calls).map(piece =>
          event({ ...start, choices: [{ index: 0, delta: piece, finish_reason: null }] }),
        )
  if (asked.protocol === 'chat') {
    const role = { index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }
    events.unshift(event({ ...start, choices: [role] }))
  }
  events.push(
    event({ ...start, choices: [delta(asked, undefined, calls.length === 0 ? 'stop' : 'tool_calls')] }),
  )
  if (asked.includeUsage) events.push(event({ ...start, choices: [], usage: usageOf(asked, tokens.length) }))
  events.push('data: [DONE]\n\n')
  return events
}

/** How many events of `streamEvents` come before the one after `tokens` tokens. */
export function eventsBefore(asked: Asked, tokens: number): number {
  return asked.protocol === 'chat' ? tokens + 1 : tokens
}

/** The body of an answer that the vendor's filter withheld, whole or as the only event of a stream. */
export function filteredBody(asked: Asked): string {
  const end = { index: 0, finish_reason: 'content_filter' }
  const chat = asked.stream ? { delta: {} } : { message: { role: 'assistant', content: null } }
  return JSON.stringify({
    ...head(asked),
    choices: [{ ...end, ...(asked.protocol === 'chat' ? chat : { text: '' }) }],
  })
}

export function errorBody(message: string, code: string): string {
  return JSON.stringify({ error: { message, type: 'simulated', code } })
}

export function event(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`
}

function delta(asked: Asked, text: string | undefined, finish: string | null) {
  return asked.protocol === 'chat'
    ? { index: 0, delta: text === undefined ? {} : { content: text }, finish_reason: finish }
    : { index: 0, text: text ?? '', finish_reason: finish }
}

function head(asked: Asked) {
  const object =
    asked.protocol === 'completions'
      ? 'text_completion'
      : asked.stream
        ? 'chat.completion.chunk'
        : 'chat.completion'
  return { id: 'sim-1', object, created: 1_700_000_000, model: asked.model }
}

function usageOf(asked: Asked, completionTokens: number) {
  return {
    prompt_tokens: asked.promptTokens,
    completion_tokens: completionTokens,
    total_tokens: asked.promptTokens + completionTokens,
  }
}
