// The ladder as an operator sees it, second by second, against what the scenario promises of it. Pure.
import type { Check } from './check.js'
import type { FaultSpan, LevelPromise } from './scenario.js'

export interface LevelSample {
  /** Seconds since the start. */
  readonly atS: number
  readonly level: number
  readonly reason: string
  /** The state of the gray release. */
  readonly gray?: string
}

export function checkLevels(
  samples: readonly LevelSample[],
  promise: LevelPromise | undefined,
  faults: readonly FaultSpan[],
): Check[] {
  if (promise === undefined) return []
  const highest = Math.max(-1, ...samples.map(sample => sample.level))
  const { atMost, reaches, returnsWithinS } = promise
  const [fault] = faults
  return [
    ...(atMost === undefined ? [] : [checkHighest(highest, atMost)]),
    ...(reaches === undefined || fault === undefined ? [] : [checkRise(samples, reaches, fault)]),
    ...(returnsWithinS === undefined || fault === undefined
      ? []
      : [checkFall(samples, returnsWithinS, fault)]),
  ]
}

function checkHighest(highest: number, atMost: number): Check {
  return {
    promise: `level stays at most ${atMost}`,
    measured: highest < 0 ? 'no sample' : String(highest),
    isKept: highest >= 0 && highest <= atMost,
  }
}

function checkRise(
  samples: readonly LevelSample[],
  { level, withinS }: { level: number; withinS: number },
  fault: FaultSpan,
): Check {
  const first = samples.find(sample => sample.atS >= fault.fromS && sample.level >= level)
  const afterS = first === undefined ? undefined : first.atS - fault.fromS
  return {
    promise: `level ${level} or above within ${withinS} s`,
    measured: afterS === undefined ? 'never' : `after ${afterS.toFixed(0)} s`,
    isKept: afterS !== undefined && afterS <= withinS,
  }
}

function checkFall(samples: readonly LevelSample[], withinS: number, fault: FaultSpan): Check {
  const lastRaised = samples.findLast(sample => sample.level > 0)
  const isRaisedAtEnd = lastRaised === undefined ? samples.length === 0 : lastRaised === samples.at(-1)
  const afterS = Math.max(0, (lastRaised?.atS ?? 0) - fault.toS)
  return {
    promise: `level 0 again within ${withinS} s of the end`,
    measured: isRaisedAtEnd ? 'not in this run' : `after ${afterS.toFixed(0)} s`,
    isKept: !isRaisedAtEnd && afterS <= withinS,
  }
}
