// A stock client of the OpenAI format, and a chat that keeps what was asked.
import OpenAI from 'openai'
import type { Test } from 'tap'
import {
  type FakeChat,
  fakeChat,
  fakeParts,
  limits,
  replyTo,
  tokenFor,
} from '../../../perf/load/fake-front.js'
import { openFront } from '../../../src/front/front.js'

export type Messages = OpenAI.Chat.Completions.ChatCompletionMessageParam[]

/** A chat that keeps its dialogs, so that a client can go on with one. */
export function keepingChat(): FakeChat {
  const chat = fakeChat()
  let dialogs = 0
  chat.onPost = ({ order, sink }) => {
    const reply = replyTo({ ...order, dialogId: order.dialogId ?? `${++dialogs}`.padStart(32, '0') })
    const turns = order.dialogId === chat.dialog?.dialogId ? (chat.dialog?.turns ?? []) : []
    chat.dialog = { dialogId: reply.dialogId, mode: 'bot', expiresAt: 0, turns: [...turns, reply.turn] }
    setImmediate(() => sink.end(reply))
  }
  chat.read = async (_, id) => (chat.dialog?.dialogId === id ? chat.dialog : undefined)
  return chat
}

export async function clientFor(t: Test, chat: FakeChat): Promise<OpenAI> {
  const front = await openFront(fakeParts(chat), limits, { host: '127.0.0.1', port: 0, socketsMax: 100 })
  t.teardown(() => front.close())
  return new OpenAI({ apiKey: await tokenFor(), baseURL: `http://127.0.0.1:${front.port}/v1`, maxRetries: 0 })
}
