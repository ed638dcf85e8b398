// Random input against the whole surface: requests, frames and bytes against the front, and messages on every channel
// that the processes of a stage listen on. A seed makes a run repeatable.
import fc from 'fast-check'
import { fuzzFrames, fuzzRequests, fuzzSockets } from '../../../perf/load/fuzz-front.js'
import type { Stage } from './stage.js'

/** How a number of inputs is shared out. Sockets and messages cost the most each. */
const share = { requests: 0.45, frames: 0.4, sockets: 0.1, messages: 0.05 } as const

export interface FuzzOrder {
  readonly inputs: number
  readonly seed: number
}

/** Throws, with the input that did it, when something is answered with 500 or above or a process ends. */
export async function fuzzAll(stage: Stage, { inputs, seed }: FuzzOrder): Promise<void> {
  await fuzzRequests(Math.ceil(inputs * share.requests), seed)
  fuzzFrames(Math.ceil(inputs * share.frames), seed)
  await fuzzSockets(Math.ceil(inputs * share.sockets), seed)
  await fuzzMessages(stage, { inputs: Math.ceil(inputs * share.messages), seed })
}

const typed = fc.dictionary(
  fc.constantFrom('kind', 'at', 'of', 'type', 'dialogId', 'turnId', 'owner', 'hash', 'level', '__proto__'),
  fc.oneof(
    fc.string(),
    fc.jsonValue(),
    fc.constantFrom('turn', 'forget', 'cancel', 'answer', 'open', 'x'.repeat(5000)),
  ),
)
const message = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc.json(),
  typed.map(value => JSON.stringify(value)),
  fc.constantFrom('', 'null', '[]', '{}', '0', '"x"', '{"', '\u0000'),
)

/** Publishes random messages on every channel somebody listens on; both processes must serve afterwards. */
export async function fuzzMessages(stage: Stage, { inputs, seed }: FuzzOrder): Promise<void> {
  const { client } = stage.redis
  const channels = (await client.pubsub('CHANNELS')) as string[]
  if (channels.length === 0) throw new Error('no process listens on any channel')
  for (const [n, text] of fc.sample(message, { numRuns: inputs, seed }).entries()) {
    await client.publish(channels[n % channels.length] as string, text)
  }
  const token = await stage.token('after-messages')
  for (const server of stage.servers.keys()) {
    const { status, text } = await stage.ask(server, {
      method: 'POST',
      path: '/chat',
      token,
      body: { text: '在吗' },
    })
    if (status !== 200)
      throw new Error(`process ${server} answers ${status} ${text} after messages of seed ${seed}`)
  }
}
