// A customer who says one thing at a time and writes down what came of it: goes to another process after a failure,
// repeats what has a key, gives up what has none, and asks for the answer of what was promised.
import { setTimeout as delay } from 'node:timers/promises'
import { type Client, codeOf, isReply, type Reply } from './client.js'
import type { Said } from './evidence.js'

export interface Message {
  readonly text: string
  readonly dialogId: string | undefined
  readonly key?: string
  readonly traceparent?: string
  /** The process that gets the first try. */
  readonly at: number
}

const AGAIN_MS = 20
/** A turn not over by then is a failure of its own. */
const GIVE_UP_MS = 30_000
const POLL_WAIT_S = 2

export async function say(client: Client, message: Message): Promise<Said> {
  const { text, dialogId } = message
  const said: Said = { text, askedIn: dialogId, sentAt: performance.now(), failures: [] }
  const reply = await post(client, message, said)
  if (reply === undefined) return said
  note(said, reply)
  if (reply.status === 202) await poll(client, message.at + 1, said)
  return said
}

/** The 200 or 202; undefined when the customer gave up. */
async function post(client: Client, message: Message, said: Said): Promise<Reply | undefined> {
  const { text, dialogId, key } = message
  const request = {
    ...({ method: 'POST', path: '/chat' } as const),
    body: { text, ...(dialogId && { dialog_id: dialogId }) },
    ...(key && { key }),
    ...(message.traceparent && { traceparent: message.traceparent }),
  }
  for (let at = message.at; performance.now() < said.sentAt + GIVE_UP_MS; at++) {
    const triedAt = performance.now()
    const outcome = await client.send(at, request)
    said.longestTryMs = Math.max(said.longestTryMs ?? 0, performance.now() - triedAt)
    if (isReply(outcome) && outcome.status <= 202) return outcome
    said.failures.push(codeOf(outcome))
    // A 429 left nothing behind; after any other failure only a key makes it safe to say it again.
    if (key === undefined && !(isReply(outcome) && outcome.status === 429)) return undefined
    await delay(AGAIN_MS)
  }
  return undefined
}

async function poll(client: Client, from: number, said: Said): Promise<void> {
  const path = `/chat/${said.told?.dialogId}/turns/${said.told?.turnId}?wait=${POLL_WAIT_S}`
  for (let at = from; performance.now() < said.sentAt + GIVE_UP_MS; at++) {
    const outcome = await client.send(at, { method: 'GET', path })
    if (isReply(outcome) && outcome.status === 200) return note(said, outcome)
    if (isReply(outcome) && outcome.status === 202) continue
    said.failures.push(`poll ${codeOf(outcome)}`)
    if (isReply(outcome) && outcome.status === 404) return
    await delay(AGAIN_MS)
  }
}

function note(said: Said, { status, body }: Reply): void {
  const at = performance.now()
  const { dialog_id, turn_id, seq, answer, level } = body as unknown as Body
  said.told ??= { dialogId: dialog_id, turnId: turn_id, at }
  if (status === 200) said.answered = { seq, answer, level, at }
}

interface Body {
  readonly dialog_id: string
  readonly turn_id: string
  readonly seq: number
  readonly answer: string
  readonly level: number
}
