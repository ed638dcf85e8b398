// Legacy completions: one flat `prompt` in, `choices[0].text` out.
import { decodeFragment } from '../prompt/fragment.js'
import type { PromptMessage } from './llm.js'
import { isFiltered, isTruncated, type LooseBody, type Protocol, readUsage, textOrNone } from './protocol.js'

interface CompletionChoice {
  readonly text?: unknown
  readonly finish_reason?: unknown
}

const labels = { system: '系统', user: '用户', assistant: '客服' } as const

export const completions: Protocol = {
  path: '/completions',

  encode(call) {
    return JSON.stringify({
      model: call.model,
      prompt: flatten(decodeFragment(call.messages)),
      max_tokens: call.maxTokens,
      temperature: call.temperature,
      // The model would otherwise go on and play the customer too.
      stop: [`\n${labels.user}:`],
      ...(call.isStreamed && { stream: true, stream_options: { include_usage: true } }),
    })
  },

  readWhole(json) {
    const body = json as LooseBody<CompletionChoice> | null
    const choice = body?.choices?.[0]
    return {
      text: textOrNone(choice?.text),
      usage: readUsage(body),
      isTruncated: isTruncated(choice),
      isFiltered: isFiltered(choice),
    }
  },

  readChunk(json) {
    const body = json as LooseBody<CompletionChoice> | null
    const choice = body?.choices?.[0]
    return {
      text: textOrNone(choice?.text) ?? '',
      usage: readUsage(body),
      isFinished: typeof choice?.finish_reason === 'string',
      isTruncated: isTruncated(choice),
      isFiltered: isFiltered(choice),
      isFault: body?.error !== undefined && body.error !== null,
    }
  },
}

/** One line a message, its role before it, the place of the answer last. Line breaks inside a customer's message
 *  become spaces, so that nobody can write a line that looks like another role's. */
function flatten(messages: readonly PromptMessage[]): string {
  const lines = messages.map(({ role, content }) =>
    role === 'system' ? content : `${labels[role]}:${content.replace(/\s*[\r\n\u2028\u2029]\s*/g, ' ')}`,
  )
  return `${lines.join('\n')}\n${labels.assistant}:`
}
