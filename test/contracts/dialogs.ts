// Behaviour that every backend of Dialogs must show. Each backend's test file calls this with its own maker.
import { limits } from '../../perf/load/dialog-turns.js'
import type { DialogLimits } from '../../src/dialog/store/limits.js'
import type { Bench, Make, Tap } from './dialogs/claim.js'
import { endClaims } from './dialogs/ends.js'
import { fenceClaims } from './dialogs/fence.js'
import { keyClaims } from './dialogs/keys.js'
import { orderClaims } from './dialogs/order.js'
import { promiseClaims } from './dialogs/promises.js'
import { memoryClaims } from './dialogs/record.js'

export function dialogsContract(tap: Tap, make: Make): void {
  const claim = (
    title: string,
    run: (t: Tap, bench: Bench) => Promise<void>,
    own: Partial<DialogLimits> = {},
  ) => tap.test(title, async t => run(t, await make(t, { ...limits, ...own })))

  orderClaims(claim)
  memoryClaims(claim)
  fenceClaims(claim)
  keyClaims(claim)
  promiseClaims(claim)
  endClaims(claim)
}
