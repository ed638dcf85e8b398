// Floods of the OpenAI surface, whose clients send the whole conversation each time.
import { closedLoop, type Flood } from '../flood.js'
import type { Ask } from '../stage.js'

/** Near the largest body that is taken. */
const LONG = 250_000

const complete = (messages: readonly object[]): Ask => ({
  method: 'POST',
  path: '/v1/chat/completions',
  body: { model: 'm', messages },
})

const user = (content: string) => ({ role: 'user', content })

/** Sends conversations of thousands of questions: each is compared with the customer's dialogs. */
export const completions: Flood = means => {
  const asked = Array.from({ length: 3_500 }, (_none, n) => user(`之前的第${n}个问题`))
  return closedLoop(means, 16, n => complete([...asked, user(`这款有几种颜色${n}`)]))
}

/** Has titles, tags and summaries made of the longest texts. */
export const clientTasks: Flood = means => {
  const title = 'Provide a concise, 5-word-or-less title for the conversation'
  const tasks = [
    [user(`${title}${'\n'.repeat(LONG / 2)}`)],
    [user(`${title}${' \t'.repeat(LONG / 4)}`)],
    [user('在吗'), { role: 'assistant', content: '好'.repeat(LONG / 3) }, user(title)],
    [user(`### Task:\n${'"title" '.repeat(LONG / 10)}`)],
  ]
  return closedLoop(means, 16, n => complete(tasks[n % tasks.length] ?? []))
}
