// A server and its clients, each a process of its own; and as many pairs as so many sockets need.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { OpenerOrder } from './opener.js'

export type SocketServer = 'front' | 'bare'

export interface Pair {
  /** Resident bytes of the server after a collection. */
  rss(): Promise<number>
  /** Resolves with the milliseconds that it took. */
  run(order: Omit<OpenerOrder, 'port'>): Promise<number>
  kill(): void
}

/** Files that a process may open here are some 20,000. */
const SOCKETS_A_PAIR = 10_000
/** Compiles what is run often, and fills pools. */
const WARM_CYCLES = 400

export async function startPair(kind: SocketServer): Promise<Pair> {
  const fileOf = (name: string) => fileURLToPath(new URL(name, import.meta.url))
  const server = fork(fileOf('./server.js'), [kind], { execArgv: ['--expose-gc'] })
  const opener = fork(fileOf('./opener.js'))
  const [port] = await Promise.all([next<number>(server), next<string>(opener)])
  return {
    rss: () => ask<number>(server, 'rss'),
    run: order => ask<number>(opener, { ...order, port }),
    kill() {
      opener.kill()
      server.kill()
    },
  }
}

/** KiB of each of so many idle sockets, and how many a second were opened, all pairs at once. */
export async function measureIdle(kind: SocketServer, sockets: number) {
  const count = Math.ceil(sockets / SOCKETS_A_PAIR)
  const pairs = await Promise.all(Array.from({ length: count }, () => startPair(kind)))
  const all = <T>(of: (pair: Pair) => Promise<T>) => Promise.all(pairs.map(of))
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  try {
    await all(pair => pair.run({ kind: 'cycle', count: WARM_CYCLES }))
    const before = sum(await all(pair => pair.rss()))
    const each = Math.ceil(sockets / count)
    const ms = await all(pair => pair.run({ kind: 'open', count: each }))
    const grown = sum(await all(pair => pair.rss())) - before
    return {
      kibPerSocket: Math.round((100 * grown) / 1024 / (each * count)) / 100,
      opensPerS: Math.round((1000 * each * count) / Math.max(...ms)),
    }
  } finally {
    for (const pair of pairs) pair.kill()
  }
}

function ask<T>(child: ChildProcess, message: object | string): Promise<T> {
  child.send(message)
  return next<T>(child)
}

async function next<T>(child: ChildProcess): Promise<T> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`a process of the bench ended with ${code}`)
  })
  // An end after the answer is none of this question's.
  ended.catch(() => undefined)
  const [message] = (await Promise.race([once(child, 'message'), ended])) as [T]
  return message
}
