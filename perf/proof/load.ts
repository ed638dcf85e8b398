// The load: dialogs in which several clients of one customer speak at once, each message to the next process.
import { type Client, createClient } from './client.js'
import { say } from './customer.js'
import type { Said } from './evidence.js'
import type { Stage } from './stage.js'

export interface Load {
  readonly dialogs: number
  /** Clients that speak at once in each dialog. */
  readonly clients: number
  /** Messages of each client, unless `signal` ends them sooner. */
  readonly messages: number
  /** Share of the messages that carry an Idempotency-Key and are repeated after a failure. */
  readonly keyed: number
  /** Share of the messages with a key that are sent to two processes at once. */
  readonly hasty: number
}

/** Resolves when every client has ended, with all that was said. Told `onSaid` as it happens. */
export async function speak(stage: Stage, load: Load, signal: AbortSignal): Promise<Said[]> {
  const dialogs = Array.from({ length: load.dialogs }, (_, i) => speakIn(stage, { load, dialog: i }, signal))
  return (await Promise.all(dialogs)).flat()
}

interface Place {
  readonly load: Load
  readonly dialog: number
}

async function speakIn(stage: Stage, { load, dialog }: Place, signal: AbortSignal): Promise<Said[]> {
  const token = await stage.token(`u${dialog}`)
  const open = (n: number) => Array.from({ length: n }, () => createClient(stage.ports, token))
  const clients = open(load.clients)
  const seconds = open(load.clients)
  const isHit = (n: number, share: number) => (n * 0.618_034) % 1 < share
  const opening = { text: `d${dialog} 你好`, dialogId: undefined, key: `d${dialog}`, at: dialog }
  const said = [await say(clients[0] as Client, opening)]
  const dialogId = said[0]?.told?.dialogId
  await Promise.all(
    clients.map(async (client, c) => {
      for (let n = 0; n < load.messages && dialogId && !signal.aborted; n++) {
        const name = `d${dialog}c${c}n${n}`
        const isKeyed = isHit(n + c, load.keyed)
        const message = { text: `${name} 这件`, dialogId, ...(isKeyed && { key: name }), at: dialog + c + n }
        const tries = [say(client, message)]
        const second = seconds[c]
        if (isKeyed && second && isHit(n, load.hasty))
          tries.push(say(second, { ...message, at: message.at + 1 }))
        said.push(...(await Promise.all(tries)))
      }
    }),
  )
  for (const client of [...clients, ...seconds]) client.close()
  return said
}
