// Breaks things when the scenario says so, and mends them: also when the run ends early.
import { setTimeout as delay } from 'node:timers/promises'
import type { Fault, FaultSpan, Scenario } from './scenario.js'

type FaultOf<K extends Fault['kind']> = Extract<Fault, { kind: K }>

/** How each kind of fault is made and mended here; what cannot be broken from here is absent. */
export type Breakers = {
  readonly [K in Fault['kind']]?: {
    begin(fault: FaultOf<K>): Promise<unknown>
    end(): Promise<unknown>
  }
}

export function canBreak({ faults }: Scenario, breakers: Breakers): boolean {
  return faults.every(({ fault }) => breakers[fault.kind] !== undefined)
}

/** The time of a run and its end. */
export interface RunTime {
  /** Milliseconds since the start. */
  elapsedMs(): number
  readonly signal: AbortSignal
}

/** Resolves when all is mended. */
export async function breakOnSchedule(
  spans: readonly FaultSpan[],
  breakers: Breakers,
  { elapsedMs, signal }: RunTime,
): Promise<void> {
  const until = (s: number) => pause(1000 * s - elapsedMs(), signal)
  await Promise.all(
    spans.map(async ({ fault, fromS, toS }) => {
      await until(fromS)
      if (signal.aborted) return
      await begin(breakers, fault)
      await until(toS)
      await breakers[fault.kind]?.end()
    }),
  )
}

function begin<K extends Fault['kind']>(breakers: Breakers, fault: FaultOf<K>): Promise<unknown> | undefined {
  const breaker = breakers[fault.kind] as { begin(fault: FaultOf<K>): Promise<unknown> } | undefined
  return breaker?.begin(fault)
}

/** An aborted pause just ends early. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(Math.max(0, Math.ceil(ms)), undefined, { signal }).catch((fault: Error) => {
    if (fault.name !== 'AbortError') throw fault
  })
}
