// The OpenAI chat completions format, as far as its clients need it. What a client sends as history or as system
// prompt is never taken for one: only its last user message is a turn, and those before it tell which dialog goes on.
import { type Static, Type } from '@sinclair/typebox'
import { isByModel } from '../../answer/answer.js'
import type { TurnReply } from '../../dialog/chat.js'
import { Id, Nullable } from '../chat/json.js'
import { invalid, tidy } from '../chat/question.js'

export const MODEL = 'rushdesk'
/** A longer model name is not said back: every chunk of a stream would hold it. */
const MODEL_NAME_MAX = 64

const Part = Type.Object({ type: Type.String(), text: Type.Optional(Type.String()) })
const ChatMessage = Type.Object({
  role: Type.String(),
  content: Type.Optional(Type.Union([Type.String(), Type.Array(Part), Type.Null()])),
})

export type ChatMessage = Static<typeof ChatMessage>

export const CompletionOrder = Type.Object({
  model: Type.Optional(Type.String()),
  messages: Type.Array(ChatMessage, { minItems: 1 }),
  stream: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
  stream_options: Type.Optional(
    Type.Union([
      Type.Object({ include_usage: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])) }),
      Type.Null(),
    ]),
  ),
  metadata: Type.Optional(Type.Union([Type.Object({ dialog_id: Nullable(Id) }), Type.Null()])),
})
export type CompletionOrder = Static<typeof CompletionOrder>

export const Completion = Type.Object({
  id: Type.String(),
  object: Type.Literal('chat.completion'),
  created: Type.Integer(),
  model: Type.String(),
  choices: Type.Array(Type.Unknown()),
  usage: Type.Object({
    prompt_tokens: Type.Integer(),
    completion_tokens: Type.Integer(),
    total_tokens: Type.Integer(),
  }),
  rushdesk: Type.Unknown(),
})

export const Model = Type.Object({
  id: Type.String(),
  object: Type.Literal('model'),
  created: Type.Integer(),
  owned_by: Type.String(),
})
export const Models = Type.Object({ object: Type.Literal('list'), data: Type.Array(Model) })

/** The last message of a role and where it stands; undefined when there is none. */
export function lastOf(
  messages: readonly ChatMessage[],
  role: string,
): { text: string; at: number; message: ChatMessage } | undefined {
  const at = messages.findLastIndex(message => message.role === role)
  const message = messages[at]
  return message && { text: textOf(message), at, message }
}

export function textOf({ content }: ChatMessage): string {
  if (Array.isArray(content)) return content.map(part => part.text ?? '').join('')
  return content ?? ''
}

/** Throws Problem 'invalid-field' that names a part which is no text: an answer that ignored a picture, a file or a sound
 *  would look like one that had seen it. */
export function refuseOtherParts({ content }: ChatMessage, field: string): void {
  if (!Array.isArray(content)) return
  const faults = content.flatMap(({ type }, i) =>
    type === 'text'
      ? []
      : [{ field: `${field}/${i}`, message: `is a part of type ${nameOf(type)}: only text is taken` }],
  )
  if (faults.length > 0) throw invalid(faults.slice(0, PARTS_NAMED_MAX))
}

const PARTS_NAMED_MAX = 10

function nameOf(type: string): string {
  return /^[\w.-]{1,32}$/.test(type) ? type : 'unknown'
}

/** The model's name as the client gave it. */
export function modelNameOf({ model }: CompletionOrder): string {
  return model === undefined || model.length > MODEL_NAME_MAX ? MODEL : model
}

/** The texts of the user messages, oldest first. */
export function questionsOf(messages: readonly ChatMessage[]): string[] {
  return messages.filter(({ role }) => role === 'user').map(message => tidy(textOf(message)))
}

export interface CompletionHead {
  readonly id: string
  /** Epoch seconds. */
  readonly created: number
  readonly model: string
}

export function completionOf(head: CompletionHead, reply: TurnReply) {
  return {
    ...wholeOf(head, { text: reply.turn.answer.text, finish: finishOf(reply), usage: usageOf(reply) }),
    rushdesk: aboutOf(reply),
  }
}

/** The answer to a client's own request: it took no tokens and is no turn. */
export function taskCompletionOf(head: CompletionHead, text: string) {
  return wholeOf(head, { text, finish: 'stop', usage: usageOf({}) })
}

/** The same as a stream. */
export function taskChunksOf(head: CompletionHead, text: string): object[] {
  return [pieceOf(head, { role: 'assistant', content: text }, null), pieceOf(head, {}, 'stop')]
}

type JsonFinish = 'length' | 'stop'

interface Said {
  readonly text: string
  readonly finish: JsonFinish
  readonly usage: object
}

function wholeOf(head: CompletionHead, { text, finish, usage }: Said) {
  const message = { role: 'assistant', content: text, refusal: null }
  const choices = [{ index: 0, message, logprobs: null, finish_reason: finish }]
  return { ...head, object: 'chat.completion', choices, usage }
}

/** One piece of a streamed completion; the last has a finish reason. */
export function chunkOf(head: CompletionHead, delta: object, last?: TurnReply) {
  return { ...pieceOf(head, delta, last ? finishOf(last) : null), ...(last && { rushdesk: aboutOf(last) }) }
}

function pieceOf(head: CompletionHead, delta: object, finish: JsonFinish | null) {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }]
  return { ...head, object: 'chat.completion.chunk', choices }
}

/** The chunk after the last one, for a client that asked for usage. */
export function usageChunkOf(head: CompletionHead, reply: TurnReply) {
  return { ...head, object: 'chat.completion.chunk', choices: [], usage: usageOf(reply) }
}

function finishOf({ turn }: TurnReply): JsonFinish {
  return turn.answer.isTruncated ? 'length' : 'stop'
}

/** Zero for an answer that took no tokens of ours: hot, FAQ, or told again. */
function usageOf({ usage }: Pick<TurnReply, 'usage'>) {
  const { promptTokens = 0, completionTokens = 0 } = usage ?? {}
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  }
}

function aboutOf({ dialogId, turn }: TurnReply) {
  const { source, level, faqId } = turn.answer
  const ai = isByModel(turn.answer)
  return { dialog_id: dialogId, turn_id: turn.turnId, seq: turn.seq, source, ai, level, faq_id: faqId }
}
