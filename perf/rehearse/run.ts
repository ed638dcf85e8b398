// One scenario from its first arrival to its last answer: load, faults and samples side by side.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { type Admin, sampleLevels } from './admin.js'
import { createVisits } from './customers.js'
import { openDesk } from './desk.js'
import { drive } from './drive.js'
import { type Breakers, breakOnSchedule } from './faults.js'
import { createMix, type QuestionStock } from './questions.js'
import { arrivalsOf, type Phase, type Scenario } from './scenario.js'
import type { Turn } from './turns.js'
import type { Run, ServerLimits } from './verdict.js'

/** Where it is played, and with whom. */
export interface Stage {
  readonly url: string
  readonly breakers: Breakers
  readonly admin: Admin
  /** Customers' bearer tokens. */
  readonly tokens: readonly string[]
  readonly seatTokens: readonly string[]
  readonly stock: QuestionStock
  /** Arrivals a second of steady load. */
  readonly basePerS: number
  readonly limits: ServerLimits
  /** Load that comes before and is not counted: a process that has just started is cold, one that a sale meets is not. */
  readonly warmupS: number
  /** In [0, 1). */
  random(): number
}

/** The warm-up rises to so many times the steady load. */
const WARMUP_TO = 4
/** Of all questions; the rest are unique. */
const SHARES = { hot: 0.3, faq: 0.2 }
/** Shares of the turns of a scenario. */
type Mixed = Pick<Scenario, 'streamShare' | 'orderShare' | 'people'>

export async function play(scenario: Scenario, stage: Stage, onFirst: (turn: Turn) => void): Promise<Run> {
  const warmup = { name: 'warm-up', seconds: stage.warmupS, from: 1, to: WARMUP_TO }
  await drive({ ...planOf([warmup], { streamShare: 0 }, stage), elapsedMs: clockFromNow() }, () => undefined)
  const plan = planOf(scenario.phases, scenario, stage)
  const { people } = scenario
  const desk = people && (await openDesk({ ...stage, target: plan.target, people }))
  const over = new AbortController()
  const lag = monitorEventLoopDelay({ resolution: 1 })
  lag.enable()
  const elapsedMs = clockFromNow()
  const time = { elapsedMs, signal: over.signal }
  const levels = sampleLevels(stage.admin, time)
  const broken = breakOnSchedule(scenario.faults, stage.breakers, time)
  // A fault that cannot be made ends the rehearsal, but only once the load is over and things are mended.
  broken.catch(() => undefined)
  const turns = await drive({ ...plan, elapsedMs }, onFirst)
  lag.disable()
  over.abort()
  await broken
  const record = await desk?.finish(turns)
  const clientLagMs = lag.percentile(99) / 1e6
  return { scenario, turns, levels, limits: stage.limits, clientLagMs, ...(record && { desk: record }) }
}

function clockFromNow(): () => number {
  const startAt = performance.now()
  return () => performance.now() - startAt
}

function planOf(phases: readonly Phase[], { streamShare, orderShare = 0, people }: Mixed, stage: Stage) {
  const { hostname, port } = new URL(stage.url)
  const { limits, random } = stage
  return {
    target: { host: hostname, port: Number(port) },
    arrivals: arrivalsOf(phases, stage.basePerS),
    visits: createVisits(stage.tokens),
    nextQuestion: createMix(
      stage.stock,
      { ...SHARES, order: orderShare, person: people?.share ?? 0 },
      random,
    ),
    deadlineMs: limits.deadlineMs,
    streamShare,
    random,
  }
}
