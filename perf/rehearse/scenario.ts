// A rehearsed scenario as a record: how many customers come when, what breaks when, and what is promised meanwhile.
// Pure; who drives it is drive.ts, who breaks things is faults.ts.

import type { Pace } from './seat.js'

/** A stretch of time over which the arrivals change evenly. */
export interface Phase {
  readonly name: string
  readonly seconds: number
  /** Multiples of the base rate, at the start and at the end. */
  readonly from: number
  readonly to: number
}

export type Fault =
  /** In the simulator's own words, see perf/fake-llm/options.ts. */
  | { readonly kind: 'vendor'; readonly latency?: string; readonly faults?: readonly string[] }
  /** A gray release to a part of the customers; the vendor fails the calls for its model alone. */
  | { readonly kind: 'release'; readonly percent: number; readonly faults: readonly string[] }
  /** SIGSTOP: connections stay open and nothing answers. */
  | { readonly kind: 'redis-frozen' }
  /** SIGKILL, and a start from its append-only file at the end. */
  | { readonly kind: 'redis-killed' }
  /** SIGKILL of one process; another takes its place at the end, as a process manager would see to it. */
  | { readonly kind: 'process-killed' }
  /** Of the shop's API, in its simulator's own words, see perf/fake-shop/options.ts. */
  | { readonly kind: 'shop'; readonly latency?: string; readonly fault?: string }

/** People at the desk, and customers who want them. */
export interface People {
  /** Seats that are online. */
  readonly seats: number
  /** Share of the turns that ask for a person. */
  readonly share: number
  readonly pace: Pace
}

/** Seconds since the scenario's start. */
export interface Span {
  readonly fromS: number
  readonly toS: number
}

/** How long a store that was away may be felt after it is back. */
export const STORE_AFTERMATH_S = 3

/** How long a shop's API that was away may be felt after it is back: its breaker stays open for 10 s. */
export const SHOP_AFTERMATH_S = 11

export interface FaultSpan extends Span {
  readonly name: string
  readonly fault: Fault
}

export interface Promises {
  /** Seconds with over 1 % of 5xx, resets or replies over 500 ms. */
  readonly unavailableS: number
  /** 200 ≥ 99 %, 202 ≤ 1 %, no 429. */
  readonly isCalm?: boolean
  /** ≥ 99 % of the exact hot and FAQ questions get a 200. */
  readonly answersExact?: boolean
  /** While the store is away, and 3 s after, a 503 that says so is the stated policy. */
  readonly storeMayRefuse?: boolean
  /** Connections to the killed process break. */
  readonly mayReset?: boolean
  /** ≥ 99 % of the questions about an order are answered from the shop's books while these are there. */
  readonly answersOrders?: boolean
  readonly level?: LevelPromise
  /** A bad release is taken back so soon. */
  readonly takenBackWithinS?: number
}

export interface LevelPromise {
  readonly atMost?: number
  /** At least this level is reached so soon after the first fault begins. */
  readonly reaches?: { readonly level: number; readonly withinS: number }
  /** Level 0 is in force again so soon after the last fault has ended. */
  readonly returnsWithinS?: number
}

export interface Scenario {
  readonly name: string
  readonly title: string
  readonly phases: readonly Phase[]
  readonly faults: readonly FaultSpan[]
  /** Share of the turns that ask for a stream. */
  readonly streamShare: number
  /** Share of the turns that ask for the state of the customer's own order; the shop has tools then. */
  readonly orderShare?: number
  readonly people?: People
  readonly pendingTurns: Promises
}

export function secondsOf({ phases }: Pick<Scenario, 'phases'>): number {
  return phases.reduce((sum, phase) => sum + phase.seconds, 0)
}

/** When each customer's turn arrives, in milliseconds since the start, evenly spread by the rate at that moment. */
export function arrivalsOf(phases: readonly Phase[], basePerS: number): Float64Array {
  const times: number[] = []
  let startS = 0
  let before = 0
  for (const { seconds, from, to } of phases) {
    const first = from * basePerS
    const growth = ((to - from) * basePerS) / seconds
    const upto = before + ((from + to) / 2) * basePerS * seconds
    for (let n = Math.floor(before) + 1; n <= upto + 1e-9; n++) {
      times.push(1000 * (startS + timeOf(n - before, first, growth)))
    }
    before = upto
    startS += seconds
  }
  return Float64Array.from(times)
}

/** Solves first × t + growth × t² ÷ 2 = count, in the form that stands a growth of 0. */
function timeOf(count: number, first: number, growth: number): number {
  return (2 * count) / (first + Math.sqrt(Math.max(0, first * first + 2 * growth * count)))
}
