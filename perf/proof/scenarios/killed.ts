// kill -9 of a process under load: its dialogs go on within three seconds.
import { setTimeout as delay } from 'node:timers/promises'
import { speak } from '../load.js'
import { reportOf } from '../report.js'
import { onStage, type Scenario, steadyLoad } from '../scenario.js'

const HELD_MAX_MS = 3_000

export const killed: Scenario = {
  name: 'process-killed',
  run: size =>
    onStage(size, { processes: 3, vendorMs: [5, 60] }, async stage => {
      const stop = new AbortController()
      const speaking = speak(stage, steadyLoad(size), stop.signal)
      await delay(size.isShort ? 1_000 : 2_500)
      const faultAt = performance.now()
      await stage.servers[0]?.kill9()
      await delay(size.isShort ? 3_200 : 5_000)
      stop.abort()
      const report = reportOf(await stage.evidence(await speaking), { faultAt })
      if (report.heldMs <= HELD_MAX_MS) return report
      return { ...report, faults: [...report.faults, `held up for more than ${HELD_MAX_MS} ms`] }
    }),
}
