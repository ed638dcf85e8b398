// Which dialog a stock client's messages belong to.
import type OpenAI from 'openai'
import t from 'tap'
import { dialogId } from '../../../perf/load/fake-front.js'
import { clientFor, keepingChat, type Messages } from '../../support/front/stock-client.js'

async function say(openai: OpenAI, messages: Messages, text: string): Promise<void> {
  messages.push({ role: 'user', content: text })
  const { choices } = await openai.chat.completions.create({ model: 'gpt-x', messages })
  messages.push({ role: 'assistant', content: choices[0]?.message.content ?? '' })
}

t.test('three turns of a stock client are one dialog', async t => {
  const chat = keepingChat()
  const openai = await clientFor(t, chat)
  const messages: Messages = [{ role: 'system', content: 'You are a pirate' }]
  for (const text of ['一', '二', '三']) await say(openai, messages, text)
  t.equal(messages.at(-1)?.content, 'answer to 三')
  const [first = '', second, third] = chat.held.map(({ order }) => order.dialogId)
  t.equal(first, '', 'the first opens a dialog')
  t.equal(second, `${1}`.padStart(32, '0'))
  t.equal(third, second)
  t.same(
    chat.held.map(({ order }) => order.text),
    ['一', '二', '三'],
    'only the last user message is a turn',
  )
})

t.test('a dialog goes on by its questions, whatever the client made of the answers', async t => {
  const chat = keepingChat()
  const openai = await clientFor(t, chat)
  const ask = (...texts: string[]) => {
    const messages = texts.flatMap(
      (content): Messages => [
        { role: 'user', content },
        { role: 'assistant', content: 'trimmed' },
      ],
    )
    return openai.chat.completions.create({ model: 'm', messages: messages.slice(0, -1) })
  }
  const [first, second] = ['1'.padStart(32, '0'), '2'.padStart(32, '0')]
  await ask('一')
  await ask('一', '二')
  await ask('一', '二') // asked for again
  await ask('一', '二改') // edited
  await ask('甲') // another window
  await ask('一', '二改', '三')
  await ask('甲', '乙')
  await ask('甲\u200b ', '丙')
  t.same(
    chat.held.map(({ order }) => order.dialogId),
    [undefined, first, first, first, undefined, first, second, second],
  )
})

t.test('what a client asks for itself is answered, and is no turn of any dialog', async t => {
  const chat = keepingChat()
  const openai = await clientFor(t, chat)
  const messages: Messages = []
  await say(openai, messages, '跑鞋有42码吗')
  const title: Messages = [
    ...messages,
    { role: 'user', content: 'Please generate a four to five word title summarizing our conversation' },
  ]
  const whole = await openai.chat.completions.create({ model: 'm', messages: title })
  t.match(whole.choices, [{ message: { content: '跑鞋有42码吗' }, finish_reason: 'stop' }])
  t.match(whole.usage, { total_tokens: 0 })
  const streamed = openai.chat.completions.stream({ model: 'm', messages: title })
  t.equal(await streamed.finalContent(), '跑鞋有42码吗')
  t.equal(chat.held.length, 1)
  await say(openai, messages, '防水吗')
  t.equal(chat.held[1]?.order.dialogId, '1'.padStart(32, '0'), 'the conversation goes on')
})

t.test('a dialog is named by header or by metadata', async t => {
  const chat = keepingChat()
  const openai = await clientFor(t, chat)
  const messages: Messages = [
    {
      role: 'user',
      content: [
        { type: 'text', text: '在' },
        { type: 'text', text: '吗' },
      ],
    },
  ]
  const model = 'gpt-x'
  await openai.chat.completions.create({ model, messages }, { headers: { 'X-Dialog-Id': dialogId } })
  await openai.chat.completions.create({ model, messages, metadata: { dialog_id: dialogId } })
  t.match(chat.held, [{ order: { dialogId, text: '在吗' } }, { order: { dialogId } }])
})

t.test('an answer that replaces its deltas is added, and the dialog goes on all the same', async t => {
  const chat = keepingChat()
  const post = chat.onPost
  chat.onPost = held => {
    held.sink.accepted({ dialogId, turnId: '7'.repeat(32), renewed: false })
    held.sink.delta('wrong')
    post(held)
  }
  const openai = await clientFor(t, chat)
  const messages: Messages = [{ role: 'user', content: '一' }]
  const stream = openai.chat.completions.stream({ model: 'm', messages })
  const content = (await stream.finalContent()) ?? ''
  t.equal(content, 'wrong\n\nanswer to 一')
  messages.push({ role: 'assistant', content })
  await say(openai, messages, '二')
  t.equal(chat.held[1]?.order.dialogId, `${1}`.padStart(32, '0'))
})

t.test('a dialog id of null is none', async t => {
  const chat = keepingChat()
  const openai = await clientFor(t, chat)
  const body = { model: 'm', messages: [{ role: 'user', content: 'x' }], metadata: { dialog_id: null } }
  await openai.post('/chat/completions', { body })
  t.equal(chat.held[0]?.order.dialogId, undefined)
})
