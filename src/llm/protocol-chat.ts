// OpenAI chat completions: `messages` in, `choices[0].message` or `choices[0].delta` out.
import { isFiltered, isTruncated, type LooseBody, type Protocol, readUsage, textOrNone } from './protocol.js'

interface ChatChoice {
  readonly message?: { readonly content?: unknown } | null
  readonly delta?: { readonly content?: unknown } | null
  readonly finish_reason?: unknown
}

export const chat: Protocol = {
  path: '/chat/completions',

  encode(call) {
    const stream = call.isStreamed ? ',"stream":true,"stream_options":{"include_usage":true}' : ''
    return `{"model":${JSON.stringify(call.model)},"messages":[${call.messages}],"max_tokens":${call.maxTokens},"temperature":${call.temperature}${stream}}`
  },

  readWhole(json) {
    const body = json as LooseBody<ChatChoice> | null
    const choice = body?.choices?.[0]
    return {
      text: textOrNone(choice?.message?.content),
      usage: readUsage(body),
      isTruncated: isTruncated(choice),
      isFiltered: isFiltered(choice),
    }
  },

  readChunk(json) {
    const body = json as LooseBody<ChatChoice> | null
    const choice = body?.choices?.[0]
    return {
      text: textOrNone(choice?.delta?.content) ?? '',
      usage: readUsage(body),
      isFinished: typeof choice?.finish_reason === 'string',
      isTruncated: isTruncated(choice),
      isFiltered: isFiltered(choice),
      isFault: body?.error !== undefined && body.error !== null,
    }
  },
}
