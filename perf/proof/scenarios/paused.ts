// A process that holds turns is stopped until it counts as dead, and goes on with them when others have moved on.
import { setTimeout as delay } from 'node:timers/promises'
import { speak } from '../load.js'
import { reportOf } from '../report.js'
import { onStage, type Scenario, steadyLoad } from '../scenario.js'

/** A process without a beat is dead after two seconds and skipped within three: others have moved on by then. */
const PAUSE_MS = 4_500

export const paused: Scenario = {
  name: 'holder-paused',
  run: size =>
    // The answers come while the process is stopped, and nobody leaves it for a 202 before.
    onStage(size, { processes: 2, vendorMs: [50, 400], env: { ANSWER_BUDGET_MS: '15000' } }, async stage => {
      const stop = new AbortController()
      const speaking = speak(stage, { ...steadyLoad(size), keyed: 0.5 }, stop.signal)
      await delay(1_000)
      const faultAt = performance.now()
      const { pid } = stage.servers[0] as { pid: number }
      process.kill(pid, 'SIGSTOP')
      await delay(PAUSE_MS)
      process.kill(pid, 'SIGCONT')
      await delay(1_500)
      stop.abort()
      return reportOf(await stage.evidence(await speaking), { faultAt })
    }),
}
