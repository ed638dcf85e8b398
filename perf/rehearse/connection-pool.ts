// Keep-alive connections as many customers behind a balancer have them: opened when all are busy, closed when idle
// for longer than the balancer samples allow (the server closes after 8 to 12 s), given up when nothing comes back.
import { type Connection, createConnection, type Outcome, type Target } from '../load/connection.js'
import { createQueue, type Queue } from '../load/queue.js'

export interface PoolLimits {
  readonly max: number
  /** A request that has had no whole response by then ends with `timeout`. */
  readonly timeoutMs: number
}

/** See Connection.send. */
export type OnPart = (bytes: Buffer) => void

export interface ConnectionPool {
  /** Sends on a free connection; waits for one when the most are open and busy. */
  send(request: string | Buffer, onPart?: OnPart): Promise<Outcome>
  /** Ends what is under way with `closed`. */
  close(): void
}

interface Exchange {
  readonly request: string | Buffer
  readonly onPart: OnPart | undefined
  onEnd(outcome: Outcome): void
}

interface PooledConnection {
  readonly connection: Connection
  /** Of the request under way, or of the end of the last one. */
  since: number
}

const IDLE_MS = 5_000
const SWEEP_MS = 500

export function createConnectionPool(target: Target, limits: PoolLimits): ConnectionPool {
  const busy = new Set<PooledConnection>()
  // The connection that has been free longest is used first: a balancer goes round as well. Were it the one used last, a
  // process that refuses would be the quickest to be free again, and get all that it then refuses.
  const free = createQueue<PooledConnection>([])
  const waiting = createQueue<Exchange>([])
  let isClosed = false

  const use = (pooled: PooledConnection, { request, onEnd, onPart }: Exchange): void => {
    pooled.since = performance.now()
    busy.add(pooled)
    const end = (outcome: Outcome) => {
      const isLate = outcome === 'closed' && performance.now() - pooled.since >= limits.timeoutMs
      busy.delete(pooled)
      pooled.since = performance.now()
      free.put(pooled)
      onEnd(isLate ? 'timeout' : outcome)
      serve()
    }
    pooled.connection.send(request, end, onPart)
  }

  const open = (): PooledConnection | undefined =>
    busy.size < limits.max ? { connection: createConnection(target), since: 0 } : undefined

  const serve = (): void => {
    while (waiting.size() > 0 && !isClosed) {
      const pooled = free.take() ?? open()
      if (pooled === undefined) return
      use(pooled, waiting.take() as Exchange)
    }
  }

  const sweep = setInterval(() => {
    const now = performance.now()
    for (const pooled of emptied(free)) {
      if (now - pooled.since < IDLE_MS) free.put(pooled)
      else pooled.connection.close()
    }
    for (const pooled of [...busy]) if (now - pooled.since >= limits.timeoutMs) pooled.connection.close()
  }, SWEEP_MS)

  return {
    send: (request, onPart) =>
      new Promise(onEnd => {
        waiting.put({ request, onPart, onEnd })
        serve()
      }),
    close() {
      isClosed = true
      clearInterval(sweep)
      for (const pooled of [...busy, ...emptied(free)]) pooled.connection.close()
    },
  }
}

function emptied<T>(queue: Queue<T>): T[] {
  return Array.from({ length: queue.size() }, () => queue.take() as T)
}
