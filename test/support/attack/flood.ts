// What a flood is: things that one customer with a valid token does as fast as it can, until it is told to stop.
import { randomBytes } from 'node:crypto'
import { Pool } from 'undici'
import { WebSocket } from 'ws'
import { type Ask, ask } from './stage.js'

/** What an attacker has: the servers' addresses and one customer's token. */
export interface Means {
  readonly urls: readonly string[]
  readonly token: string
  /** A long dialog of this customer. */
  readonly dialogId: string
  /** Aborted when the attack is over. */
  readonly signal: AbortSignal
  /** Counts one request, frame or connection by how it ended. */
  count(how: string): void
}

export type Flood = (means: Means) => Promise<void>

/** An id that names nothing. */
export const randomId = () => randomBytes(16).toString('hex')

/** The attacker's own pace when it is refused without work: a closed loop over so many connections. */
export async function closedLoop(means: Means, connections: number, next: (n: number) => Ask): Promise<void> {
  const pools = openPools(means, connections)
  let n = 0
  const lane = async (pool: Pool): Promise<void> => {
    while (!means.signal.aborted) {
      const { status } = await ask(pool, { token: means.token, ...next(n++) })
      means.count(String(status))
      if (status === 0) await new Promise(resolve => setTimeout(resolve, 10))
    }
  }
  try {
    await Promise.all(Array.from({ length: connections }, (_, i) => lane(pools[i % pools.length] as Pool)))
  } finally {
    await Promise.all(pools.map(pool => pool.destroy()))
  }
}

function openPools({ urls }: Means, connections: number): Pool[] {
  const each = Math.ceil(connections / urls.length)
  return urls.map(url => new Pool(url, { connections: each, headersTimeout: 60_000 }))
}

/** Opens a WebSocket; undefined when it is refused. */
export function openSocket(url: string, token: string): Promise<WebSocket | undefined> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, 'rushdesk.v1', {
    headers: { authorization: `Bearer ${token}` },
  })
  return new Promise(resolve => {
    socket.once('open', () => resolve(socket))
    socket.once('error', () => resolve(undefined))
  })
}

export const stopped = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
