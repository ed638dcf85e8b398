// Watches the cluster while the page is open: figures as they stream, and what changes seldom every few seconds.
import { ProblemError } from '../client/problem-error.js'
import type { Store } from '../design/store.js'
import { kept, type Sample, sampleOf } from './figures.js'
import { type Change, openLive, type Tick, type TurnEnd } from './live.js'
import type { GrayNow, HotList, OpsServer, SeatNow, Status, Versioned } from './server.js'

export interface Seen {
  readonly tick: Tick | undefined
  readonly status: Status | undefined
  readonly samples: readonly Sample[]
  /** Newest first. */
  readonly changes: readonly Change[]
  /** Newest first; undefined while they are not asked for. */
  readonly turns: readonly TurnEnd[] | undefined
  readonly seats: readonly SeatNow[]
  readonly hot: Versioned<HotList> | undefined
  /** Undefined where the server has no gray release. */
  readonly gray: Versioned<GrayNow> | undefined
  /** Nothing comes at the moment. */
  readonly isLost: boolean
  /** The token is of no use. */
  readonly isRefused: boolean
}

export const nothingSeen: Seen = {
  tick: undefined,
  status: undefined,
  samples: [],
  changes: [],
  turns: undefined,
  seats: [],
  hot: undefined,
  gray: undefined,
  isLost: false,
  isRefused: false,
}

const SELDOM_MS = 5_000
/** Ticks come each second. */
const STALE_MS = 4_000
const CHANGES_SHOWN = 40
const TURNS_SHOWN = 20

export interface Watch {
  showTurns(wanted: boolean): void
  stop(): void
}

export function watch(server: OpsServer, token: () => string, store: Store<Seen>): Watch {
  let close: () => void = () => undefined
  let seldom: ReturnType<typeof setTimeout> | undefined
  let stale: ReturnType<typeof setTimeout> | undefined
  let isOver = false
  let hasGray = true
  const lost = () => store.set({ isLost: true })

  function hearTick(tick: Tick): void {
    clearTimeout(stale)
    stale = setTimeout(lost, STALE_MS)
    store.set({ tick, samples: kept(store.get().samples, sampleOf(tick)), isLost: false })
  }

  function open(wantsTurns: boolean): void {
    close()
    store.set({ turns: wantsTurns ? [] : undefined })
    const after = store.get().changes[0]?.id
    close = openLive(
      token(),
      { wantsTurns, after },
      {
        tick: hearTick,
        lost,
        refused: () => store.set({ isRefused: true }),
        change: change => store.set({ changes: [change, ...store.get().changes].slice(0, CHANGES_SHOWN) }),
        turn: turn => store.set({ turns: [turn, ...(store.get().turns ?? [])].slice(0, TURNS_SHOWN) }),
      },
    )
  }

  async function poll(): Promise<void> {
    const [status, hot, seats, gray] = await Promise.all([
      server.status(),
      server.hot(),
      server.seats(),
      hasGray ? server.gray() : undefined,
    ])
    hasGray = gray !== undefined
    if (!isOver) store.set({ status, hot, seats, gray })
  }

  async function run(): Promise<void> {
    // A refusal is told by the stream; what else fails is asked for again.
    if (!document.hidden) await poll().catch(error => !(error instanceof ProblemError) && lost())
    if (!isOver) seldom = setTimeout(run, SELDOM_MS)
  }

  open(false)
  void run()
  return {
    showTurns: open,
    stop() {
      isOver = true
      clearTimeout(seldom)
      clearTimeout(stale)
      close()
    },
  }
}
