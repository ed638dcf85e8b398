// Requests that chat clients make for themselves, in the background and with the customer's token: a title for the
// conversation, tags, suggested questions, a summary. They are told by the fixed words that Open WebUI, LibreChat and
// NextChat send, and answered here from the customer's own questions: no turn, no vendor, nothing stored.
import { type ChatMessage, textOf } from './json.js'

const TITLE_LENGTH = 20
const SUMMARY_LENGTH = 200
const NO_TITLE = '…'

/** Open WebUI: a task in Markdown, whose result is a JSON object with one member. */
const jsonTask = /^\s*### Task:[\s\S]*"(title|tags|follow_ups|queries|text|prompt)"\s*:/
/** LibreChat and NextChat. */
const titleTask =
  /5-word-or-less title for the conversation|concise title in the detected language \(5 words or less|\|\|>Title:\s*$|^使用四到五个字直接返回这句话的简要主题|^please generate a four to five word title summarizing our conversation/i
const summaryTask =
  /^简要总结一下对话内容，用作后续的上下文提示|^summarize the discussion briefly in 200 words or less to use as a prompt/i
/** A conversation that is quoted in the task itself. Before the word blanks only: line ends there would be read again from
 *  every line. */
const quotedQuestion = /^[ \t]*(?:\|\|>)?user:\s*"?(\S.*)$/im

/** The answer to a client's own request; undefined for a customer's question. */
export function answerToClient(messages: readonly ChatMessage[]): string | undefined {
  const last = messages.at(-1)
  if (last === undefined || last.role === 'assistant') return undefined
  const task = textOf(last)
  const earlier = messages.slice(0, -1)
  const member = jsonTask.exec(task)?.[1]
  if (member !== undefined) return JSON.stringify({ [member]: resultOf(member, task, earlier) })
  if (titleTask.test(task) || earlier.some(isTitleInstruction)) return titleOf(task, earlier)
  return summaryTask.test(task) ? summaryOf(earlier) : undefined
}

/** Some clients put the instruction before the conversation that it is about. */
function isTitleInstruction(message: ChatMessage): boolean {
  return message.role === 'system' && titleTask.test(textOf(message))
}

function resultOf(member: string, task: string, earlier: readonly ChatMessage[]): string | readonly string[] {
  if (member === 'title') return titleOf(task, earlier)
  return member === 'text' || member === 'prompt' ? '' : []
}

function titleOf(task: string, earlier: readonly ChatMessage[]): string {
  const [first = quotedQuestion.exec(task)?.[1] ?? NO_TITLE] = questionsOf(earlier)
  return cut(first.replace(/["“”\s]+/g, ' ').trim(), TITLE_LENGTH)
}

function summaryOf(earlier: readonly ChatMessage[]): string {
  return cut(questionsOf(earlier).join('；'), SUMMARY_LENGTH)
}

function questionsOf(messages: readonly ChatMessage[]): string[] {
  return messages
    .filter(({ role }) => role === 'user')
    .map(message => textOf(message).trim())
    .filter(text => text !== '')
}

function cut(text: string, length: number): string {
  return [...text].slice(0, length).join('')
}
