// Looks at the cluster every second while the page is seen, and no more often than the server answers.
import { ProblemError } from '../client/problem-error.js'
import type { Store } from '../design/store.js'
import { kept, type Sample, sampleOf } from './figures.js'
import type { HotList, OpsServer, Status, Versioned } from './server.js'

export interface Seen {
  readonly status: Status | undefined
  readonly samples: readonly Sample[]
  readonly hot: Versioned<HotList> | undefined
  /** The server did not answer the last time. */
  readonly isLost: boolean
  /** The token is of no use. */
  readonly isRefused: boolean
}

export const nothingSeen: Seen = {
  status: undefined,
  samples: [],
  hot: undefined,
  isLost: false,
  isRefused: false,
}

const EVERY_MS = 1_000
/** The list changes seldom. */
const HOT_EVERY = 5

/** Returns what ends it. */
export function watch(server: OpsServer, store: Store<Seen>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOver = false
  let looks = 0

  async function look(): Promise<void> {
    const [status, metrics] = await Promise.all([server.status(), server.metrics()])
    const samples = kept(store.get().samples, sampleOf(Date.now(), status, metrics))
    if (looks++ % HOT_EVERY === 0) store.set({ hot: await server.hot() })
    store.set({ status, samples, isLost: false })
  }

  function fail(error: unknown): void {
    const isRefused = error instanceof ProblemError && (error.status === 401 || error.status === 403)
    store.set(isRefused ? { isRefused } : { isLost: true })
    if (isRefused) isOver = true
  }

  async function run(): Promise<void> {
    if (!document.hidden) await look().catch(fail)
    if (!isOver) timer = setTimeout(run, EVERY_MS)
  }

  void run()
  return () => {
    isOver = true
    clearTimeout(timer)
  }
}
