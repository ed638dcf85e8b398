// OpenAI chat completions: `messages` in, `choices[0].message` or `choices[0].delta` out.
import { readContent } from './content.js'
import {
  firstChoice,
  isFault,
  isText,
  type LooseBody,
  type Protocol,
  readFinish,
  readModel,
  readUsage,
} from './protocol.js'
import { readCalls } from './tool-calls.js'

interface Said {
  readonly content?: unknown
  readonly refusal?: unknown
  readonly reasoning_content?: unknown
  readonly reasoning?: unknown
  readonly tool_calls?: unknown
  readonly function_call?: unknown
}

interface ChatChoice {
  readonly index?: unknown
  readonly message?: Said | null
  readonly delta?: Said | null
  readonly finish_reason?: unknown
}

export const chat: Protocol = {
  path: '/chat/completions',

  encode(call) {
    const stream = call.isStreamed ? ',"stream":true,"stream_options":{"include_usage":true}' : ''
    const tools = call.tools === undefined ? '' : `,"tools":[${call.tools}]`
    return `{"model":${JSON.stringify(call.model)},"messages":[${call.messages}],"max_tokens":${call.maxTokens},"temperature":${call.temperature}${tools}${stream}}`
  },

  read(json) {
    const body = json as LooseBody<ChatChoice> | null
    const choice = firstChoice(body)
    const said = choice?.message ?? choice?.delta
    const { text, isRefusal } = readContent(said?.content)
    return {
      text,
      isThinking: isText(said?.reasoning_content) || isText(said?.reasoning),
      finish: isRefusal || isText(said?.refusal) ? 'declined' : readFinish(choice?.finish_reason),
      calls: readCalls(said?.tool_calls, said?.function_call),
      usage: readUsage(body),
      model: readModel(body),
      isFault: isFault(body),
    }
  },
}
