// Keep-alive connections as many customers behind a balancer have them: opened when all are busy, closed when idle
// for longer than the balancer samples allow (the server closes after 8 to 12 s), given up when nothing comes back.
import { type Connection, createConnection, type Outcome, type Target } from '../load/connection.js'
import { createQueue, type Queue } from '../load/queue.js'

export interface LaneLimits {
  readonly max: number
  /** A request that has had no whole response by then ends with `timeout`. */
  readonly timeoutMs: number
}

/** See Connection.send. */
export type OnPart = (bytes: Buffer) => void

export interface Lanes {
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

interface Lane {
  readonly connection: Connection
  /** Of the request under way, or of the end of the last one. */
  since: number
}

const IDLE_MS = 5_000
const SWEEP_MS = 500

export function createLanes(target: Target, limits: LaneLimits): Lanes {
  const busy = new Set<Lane>()
  // The lane that has been free longest is used first: a balancer goes round as well. Were it the one used last, a
  // process that refuses would be the quickest to be free again, and get all that it then refuses.
  const free = createQueue<Lane>([])
  const waiting = createQueue<Exchange>([])
  let isClosed = false

  const use = (lane: Lane, { request, onEnd, onPart }: Exchange): void => {
    lane.since = performance.now()
    busy.add(lane)
    const end = (outcome: Outcome) => {
      const isLate = outcome === 'closed' && performance.now() - lane.since >= limits.timeoutMs
      busy.delete(lane)
      lane.since = performance.now()
      free.put(lane)
      onEnd(isLate ? 'timeout' : outcome)
      serve()
    }
    lane.connection.send(request, end, onPart)
  }

  const open = (): Lane | undefined =>
    busy.size < limits.max ? { connection: createConnection(target), since: 0 } : undefined

  const serve = (): void => {
    while (waiting.size() > 0 && !isClosed) {
      const lane = free.take() ?? open()
      if (lane === undefined) return
      use(lane, waiting.take() as Exchange)
    }
  }

  const sweep = setInterval(() => {
    const now = performance.now()
    for (const lane of emptied(free)) {
      if (now - lane.since < IDLE_MS) free.put(lane)
      else lane.connection.close()
    }
    for (const lane of [...busy]) if (now - lane.since >= limits.timeoutMs) lane.connection.close()
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
      for (const lane of [...busy, ...emptied(free)]) lane.connection.close()
    },
  }
}

function emptied<T>(queue: Queue<T>): T[] {
  return Array.from({ length: queue.size() }, () => queue.take() as T)
}
