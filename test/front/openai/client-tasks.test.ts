import t from 'tap'
import { answerToClient } from '../../../src/front/openai/client-tasks.js'

const user = (content: string) => ({ role: 'user', content })
const system = (content: string) => ({ role: 'system', content })
const assistant = (content: string) => ({ role: 'assistant', content })
const history = '<chat_history>\nUSER: 跑鞋有42码吗\nASSISTANT: 有的\n</chat_history>'
const openWebUi = (what: string, json: string) =>
  user(
    `### Task:\n${what}\n### Guidelines:\n- Be brief.\n### Output:\nJSON format: ${json}\n### Chat History:\n${history}`,
  )
const conversation = [user('跑鞋有42码吗'), assistant('有的'), user('防水吗'), assistant('防水')]

const tasks: [title: string, messages: Parameters<typeof answerToClient>[0], answer: string][] = [
  [
    'a title for Open WebUI',
    [
      openWebUi(
        'Generate a concise, 3-5 word title with an emoji.',
        '{ "title": "your concise title here" }',
      ),
    ],
    '{"title":"跑鞋有42码吗"}',
  ],
  [
    'tags for Open WebUI',
    [openWebUi('Generate 1-3 broad tags.', '{ "tags": ["tag1", "tag2"] }')],
    '{"tags":[]}',
  ],
  [
    'follow-ups for Open WebUI',
    [openWebUi('Suggest 3-5 relevant follow-up questions.', '{ "follow_ups": ["Question 1?"] }')],
    '{"follow_ups":[]}',
  ],
  [
    'a title for LibreChat',
    [
      user(
        'Provide a concise, 5-word-or-less title for the conversation, using title case conventions. Only return the title itself.\n\nConversation:\nUser: 跑鞋有42码吗\nAI: 有的',
      ),
    ],
    '跑鞋有42码吗',
  ],
  [
    'a title for LibreChat, told by the system',
    [
      system(
        'Please generate a concise, 5-word-or-less title for the conversation, using its same language.\n\n||>User:\n"跑鞋有42码吗"\n||>Response:\n"有的"\n\n||>Title:',
      ),
    ],
    '跑鞋有42码吗',
  ],
  [
    'a title for NextChat',
    [...conversation, user('使用四到五个字直接返回这句话的简要主题，不要解释、不要标点、不要语气词')],
    '跑鞋有42码吗',
  ],
  [
    'a title for NextChat in English',
    [
      ...conversation,
      user('Please generate a four to five word title summarizing our conversation without any lead-in'),
    ],
    '跑鞋有42码吗',
  ],
  [
    'a summary for NextChat',
    [...conversation, system('简要总结一下对话内容，用作后续的上下文提示 prompt，控制在 200 字以内')],
    '跑鞋有42码吗；防水吗',
  ],
]
for (const [title, messages, answer] of tasks) {
  t.test(`${title} is answered from the questions`, async t => t.equal(answerToClient(messages), answer))
}

t.test('a title of a long task takes no time, however many lines it has', async t => {
  const task = `Provide a 5-word-or-less title for the conversation${'\n'.repeat(130_000)}`
  const before = process.cpuUsage().user
  t.equal(answerToClient([user(task)]), '…')
  t.equal(answerToClient([user(`${task}  User: \n跑鞋`)]), '跑鞋')
  t.ok(process.cpuUsage().user - before < 500_000)
})

t.test('a title is short', async t => {
  const task = user('Please generate a four to five word title summarizing our conversation')
  t.equal(answerToClient([user('😀'.repeat(50)), task]), '😀'.repeat(20))
  t.equal(answerToClient([task]), '…')
})

t.test('what a customer asks is no task', async t => {
  for (const text of [
    '帮我起个标题',
    '这个活动的 title 是什么',
    '### Task: 退货',
    '总结一下怎么退货',
    'user: 在吗',
  ]) {
    t.equal(answerToClient([...conversation, user(text)]), undefined, text)
  }
  t.equal(answerToClient([system('You are a pirate'), user('在吗')]), undefined)
  t.equal(answerToClient([]), undefined)
})
