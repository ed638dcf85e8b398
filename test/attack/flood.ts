// What a flood is: things that one customer with a valid token does as fast as it can, until it is told to stop.
import { Pool } from 'undici'
import { WebSocket } from 'ws'
import { type Answer, type Ask, ask } from './stage.js'

/** What an attacker has: the servers' addresses and one customer's token. */
export interface Means {
  readonly urls: readonly string[]
  readonly token: string
  /** Aborted when the attack is over. */
  readonly signal: AbortSignal
  /** Counts one request, frame or connection by how it ended. */
  count(how: string): void
}

export type Flood = (means: Means) => Promise<void>

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

export function openPools({ urls }: Pick<Means, 'urls'>, connections: number): Pool[] {
  return urls.map(
    url => new Pool(url, { connections: Math.ceil(connections / urls.length), headersTimeout: 60_000 }),
  )
}

/** One dialog of `turns` turns with `letters` of text each, made at the pace that a customer is allowed. */
export async function longDialog(means: Means, turns: number, letters: number): Promise<string> {
  const [pool] = openPools(means, 1) as [Pool]
  let dialogId: string | undefined
  try {
    for (let n = 0; n < turns && !means.signal.aborted; ) {
      const body = { text: `${n} ${'好'.repeat(letters)}`, ...(dialogId && { dialog_id: dialogId }) }
      const answer = await ask(pool, { method: 'POST', path: '/chat', token: means.token, body })
      dialogId ??= dialogOf(answer)
      if (answer.status === 200 || answer.status === 202) n++
      else await new Promise(resolve => setTimeout(resolve, 100))
    }
  } finally {
    await pool.destroy()
  }
  return dialogId ?? ''
}

function dialogOf({ status, text }: Answer): string | undefined {
  return status === 200 || status === 202 ? (JSON.parse(text) as { dialog_id: string }).dialog_id : undefined
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
