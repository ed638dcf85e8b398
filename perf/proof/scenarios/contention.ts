// Several clients speak in the same dialogs at once, on all processes; some repeat themselves before they are answered.
import { speak } from '../load.js'
import { reportOf } from '../report.js'
import { onStage, type Scenario } from '../scenario.js'

export const contention: Scenario = {
  name: 'contention',
  run: size =>
    onStage(size, { processes: size.isShort ? 2 : 4, vendorMs: [1, 20] }, async stage => {
      const load = {
        dialogs: size.isShort ? 6 : 20,
        clients: 5,
        messages: size.isShort ? 6 : 20,
        keyed: 0.5,
        hasty: 0.5,
      }
      const said = await speak(stage, load, new AbortController().signal)
      return reportOf(await stage.evidence(said), { faultAt: 0 })
    }),
}
