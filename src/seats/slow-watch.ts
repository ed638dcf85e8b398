// Watches running turns: a customer without an answer for a long time gets a person.
import type { Address } from '../dialog/turn/turn.js'
import { InFlight } from '../in-flight.js'
import { repeat } from '../timers.js'
import type { PersonAsked } from './asking.js'
import type { HandoffView } from './standing.js'

/** A turn that has no answer yet. Its address may become another one meanwhile. */
export interface RunningTurn {
  readonly order: Pick<PersonAsked, 'customer' | 'language'> & {
    readonly admittedAt: number
    readonly trace: { readonly traceparent: string }
  }
  readonly address: Pick<Address, 'dialogId' | 'opens'>
}

export interface SlowWatch {
  /** Watches the turn. Returns a function that stops this. */
  started(turn: RunningTurn): () => void
  /** One look; the loop does this every second. */
  look(): void
  close(): Promise<void>
}

export interface SlowWatchDeps {
  ask(asked: PersonAsked): Promise<HandoffView>
  isSomebodyThere(shop: string): boolean
  slowS(shop: string): number
  readonly clock: { now(): number }
  onError(error: unknown): void
}

const LOOK_MS = 1_000

interface Watched {
  readonly turn: RunningTurn
  /** A person was asked for. */
  isAsked: boolean
}

export function createSlowWatch(deps: SlowWatchDeps): SlowWatch {
  const running = new InFlight<Watched>()

  function look(): void {
    const now = deps.clock.now()
    for (const watched of running.all()) {
      if (watched.isAsked) continue
      const { turn } = watched
      const { customer, language, admittedAt, trace } = turn.order
      const isSlow = now - admittedAt >= deps.slowS(customer.shop) * 1_000
      if (!isSlow || !deps.isSomebodyThere(customer.shop)) continue
      watched.isAsked = true
      const { dialogId, opens } = turn.address
      const { traceparent } = trace
      const asked = { dialogId, opens, customer, language, traceparent, reason: 'slow' } as const
      deps.ask({ ...asked, isByRule: true }).catch(deps.onError)
    }
  }
  const looking = repeat(async () => look(), LOOK_MS)

  return {
    started(turn) {
      const place = running.enter({ turn, isAsked: false })
      return () => void running.leave(place)
    },
    look,
    close: looking.close,
  }
}
