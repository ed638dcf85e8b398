// Builds the degradation ladder over the vendor: what is seen of it, the level all processes agree on, the probe.
import type { Clock } from '../clock.js'
import type { Config } from '../config/config.js'
import type { PendingLag } from '../dialog/pending/pending-lines.js'
import { createLadder, EXCHANGE_MS, type Ladder, type LevelChange } from '../ladder/ladder.js'
import { LAG_MS } from '../ladder/next-level.js'
import { createProbe } from '../ladder/probe.js'
import { createSignals, type SignalRecorder } from '../ladder/signals.js'
import type { TokenBudget } from '../ladder/token-budget.js'
import type { BreakerMove } from '../llm/call.js'
import type { Llm } from '../llm/llm.js'
import type { LlmClient } from '../llm/llm-client.js'
import type { Log } from '../ops/log.js'
import type { MutableReadings } from '../ops/readings.js'
import { encodeMessage } from '../prompt/fragment.js'
import { unsampledTraceparent } from '../trace/trace.js'
import type { State } from './state.js'
import { buildTokenBudget } from './token-budget.js'

export interface Levels {
  readonly ladder: Ladder
  readonly signals: SignalRecorder
  /** The shops' daily tokens. */
  readonly budget: TokenBudget
  /** The vendor, each call of which the ladder sees. */
  readonly llm: Llm | undefined
  /** An opening is answered for at once, not at the next look. */
  breakerMoved(move: BreakerMove): void
  close(): Promise<void>
}

export interface LadderWiringDeps {
  readonly clock: Clock
  readonly log: Log
  readonly readings: MutableReadings
  readonly processId: string
  readonly state: State
  readonly llm: LlmClient | undefined
  onStray(topic: string): void
  onLevel(change: LevelChange): void
  /** Whose promised turns have waited here for longer than the bound. */
  readonly pendingLag: (boundMs: number) => PendingLag
  readonly randomHex: (bytes: number) => string
}

const PROBE_MS = 1_000
const breakerNumber = { closed: 0, open: 1, probing: 2 }

export function buildLadder(config: Config, deps: LadderWiringDeps): Levels {
  const { clock, log, readings, processId, state } = deps
  const breaker = () => deps.llm?.status()[0]?.breaker.kind ?? 'closed'
  const standing = () => ({
    breakerOpen: breaker() !== 'closed',
    ...deps.pendingLag(LAG_MS),
    seatsOnline: readings.seatsOnline(),
    handoffFull: readings.handoffWaiting() >= config.handoffMax,
  })
  const signals = createSignals({ clock, standing }, config.llmSlowMs)
  const ladder = createLadder(
    {
      clock,
      levelStore: state.levelStore,
      settings: state.settings,
      processId,
      onStray: deps.onStray,
      report: signals.report,
      onChange(change) {
        log.warn(change, 'level changed')
        deps.onLevel(change)
      },
    },
    EXCHANGE_MS,
  )
  readings.degradeLevel = () => ladder.current().level
  readings.breakerState = () => breakerNumber[breaker()]
  const budget = buildTokenBudget(config, deps)
  const llm = deps.llm && watched(deps.llm, signals)
  const probe = llm && createProbe({ ladder, ask: () => askSmall(llm, deps) }, PROBE_MS)
  return {
    ladder,
    signals,
    llm,
    budget,
    breakerMoved({ vendor, to }) {
      // A look never fails: without the store the process walks the ladder alone.
      if (vendor === 'primary' && to === 'open') void ladder.exchange()
    },
    async close() {
      await probe?.close()
      await ladder.close()
      await budget.close()
      await llm?.close()
    },
  }
}

function watched(llm: LlmClient, signals: SignalRecorder): Llm {
  return {
    async ask(request, signal, onDelta) {
      const result = await llm.ask(request, signal, onDelta)
      signals.callEnded(result)
      return result
    },
    close: () => llm.close(),
  }
}

/** The least that a vendor can be asked. Its end is what counts, and is seen by the signals. */
async function askSmall(llm: Llm, { clock, randomHex }: LadderWiringDeps): Promise<void> {
  const request = {
    messages: encodeMessage('user', '你好'),
    maxTokens: 1,
    temperature: 0,
    traceparent: unsampledTraceparent(randomHex),
    deadlineAt: clock.now() + PROBE_DEADLINE_MS,
  }
  await llm.ask(request, AbortSignal.timeout(PROBE_DEADLINE_MS))
}

const PROBE_DEADLINE_MS = 10_000
