// OpenAI chat completions: `messages` in, `choices[0].message` or `choices[0].delta` out.
import { readContent } from './content.js'
import {
  firstChoice,
  isFault,
  isText,
  type LooseBody,
  type Protocol,
  readFinish,
  readUsage,
} from './protocol.js'

interface Said {
  readonly content?: unknown
  readonly refusal?: unknown
  readonly reasoning_content?: unknown
  readonly reasoning?: unknown
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
    return `{"model":${JSON.stringify(call.model)},"messages":[${call.messages}],"max_tokens":${call.maxTokens},"temperature":${call.temperature}${stream}}`
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
      usage: readUsage(body),
      isFault: isFault(body),
    }
  },
}
