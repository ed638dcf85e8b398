// A gray release that is bad: the vendor fails the calls for its model alone. And the promise about it: it is taken back
// by itself, soon.
import type { Admin } from './admin.js'
import type { Check } from './check.js'
import type { Breakers } from './faults.js'
import type { LevelSample } from './level.js'
import type { FaultSpan } from './scenario.js'

const MODEL = 'bad-release'

/** `setVendor` changes settings of the simulated vendor. */
export function releaseBreaker(
  admin: Pick<Admin, 'release'>,
  setVendor: (settings: object) => Promise<void>,
): Pick<Breakers, 'release'> {
  return {
    release: {
      async begin({ percent, faults }) {
        await setVendor({ faults, faultsFor: MODEL })
        await admin.release({ name: 'rehearsed', percent, variant: { model: MODEL } })
      },
      end: () => setVendor({ faults: [], faultsFor: '' }),
    },
  }
}

export function checkTakenBack(
  samples: readonly LevelSample[],
  withinS: number | undefined,
  [fault]: readonly FaultSpan[],
): Check[] {
  if (withinS === undefined || fault === undefined) return []
  const back = samples.find(({ atS, gray }) => atS >= fault.fromS && gray === 'rolled-back')
  const afterS = back && back.atS - fault.fromS
  return [
    {
      promise: `the release is taken back within ${withinS} s`,
      measured: afterS === undefined ? 'never' : `after ${afterS.toFixed(0)} s`,
      isKept: afterS !== undefined && afterS <= withinS,
    },
  ]
}
