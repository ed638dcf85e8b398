// Legacy completions: one flat `prompt` in, `choices[0].text` out.
import { decodeFragment } from '../prompt/fragment.js'
import type { PromptMessage } from './llm.js'
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

interface CompletionChoice {
  readonly index?: unknown
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

  read(json) {
    const body = json as LooseBody<CompletionChoice> | null
    const choice = firstChoice(body)
    return {
      text: isText(choice?.text) ? choice.text : '',
      isThinking: false,
      finish: readFinish(choice?.finish_reason),
      usage: readUsage(body),
      model: readModel(body),
      isFault: isFault(body),
    }
  },
}

/** One line a message, its role before it, the place of the answer last. Line breaks inside a customer's message
 *  become spaces, so that nobody can write a line that looks like another role's. */
function flatten(messages: readonly PromptMessage[]): string {
  const lines = messages.map(({ role, content }) =>
    role === 'system' ? content : `${labels[role]}:${onOneLine(content)}`,
  )
  return `${lines.join('\n')}\n${labels.assistant}:`
}

/** Each run of blanks as a whole, and only then whether it holds a line break: blanks before one that had to be there would
 *  be read again from each of them. */
function onOneLine(content: string): string {
  return content.replace(/\s+/g, blanks => (/[\r\n\u2028\u2029]/.test(blanks) ? ' ' : blanks))
}
