// A server and its clients, each a process of its own; and as many pairs as so many sockets need.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { nodeFlags } from '../../../tools/server.js'
import type { OpenerOrder } from './opener.js'

export type SocketServer = 'front' | 'bare'

export interface Pair {
  /** Resident bytes of the server after a collection. */
  rss(): Promise<number>
  /** The CPU that the server has used, in microseconds. */
  cpuUs(): Promise<number>
  /** Resolves with the milliseconds that it took. */
  run(order: Omit<OpenerOrder, 'port'>): Promise<number>
  kill(): void
}

/** Files that a process may open here are some 20,000. */
const SOCKETS_A_PAIR = 10_000
/** Compiles what is run often, and fills pools and the young heap: a crowd comes to servers that run already. */
const WARM_CYCLES = 5_000

export async function startPair(kind: SocketServer): Promise<Pair> {
  const fileOf = (name: string) => fileURLToPath(new URL(name, import.meta.url))
  const server = fork(fileOf('./server.js'), [kind], { execArgv: ['--expose-gc', ...nodeFlags] })
  const opener = fork(fileOf('./opener.js'))
  const [port] = await Promise.all([next<number>(server), next<string>(opener)])
  return {
    rss: () => ask<number>(server, 'rss'),
    cpuUs: () => ask<number>(server, 'cpu'),
    run: order => ask<number>(opener, { ...order, port }),
    kill() {
      opener.kill()
      server.kill()
    },
  }
}

/** KiB of each of so many idle sockets, how many a second were opened, all pairs at once, and the server's CPU for each. */
export async function measureIdle(kind: SocketServer, sockets: number, how: 'open' | 'asked' = 'open') {
  const count = Math.ceil(sockets / SOCKETS_A_PAIR)
  const pairs = await Promise.all(Array.from({ length: count }, () => startPair(kind)))
  const all = <T>(of: (pair: Pair) => Promise<T>) => Promise.all(pairs.map(of))
  const each = Math.ceil(sockets / count)
  const total = async (of: (pair: Pair) => Promise<number>) =>
    (await all(of)).reduce((sum, value) => sum + value, 0) / (each * count)
  const rss = () => total(pair => pair.rss())
  const cpuUs = () => total(pair => pair.cpuUs())
  try {
    await all(pair => pair.run({ kind: 'cycle', count: WARM_CYCLES }))
    const rssBefore = await rss()
    const cpuBefore = await cpuUs()
    const ms = await all(pair => pair.run({ kind: how, count: each }))
    const cpuUsPerOpen = (await cpuUs()) - cpuBefore
    return {
      kibPerSocket: Math.round((100 * ((await rss()) - rssBefore)) / 1024) / 100,
      opensPerS: Math.round((1000 * each * count) / Math.max(...ms)),
      cpuUsPerOpen: Math.round(10 * cpuUsPerOpen) / 10,
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
