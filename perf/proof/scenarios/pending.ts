// Turns that a process promised with a 202 before kill -9 are answered by the survivors, under the same trace.
import { setTimeout as delay } from 'node:timers/promises'
import type { Program } from '../../../tools/program.js'
import { createClient } from '../client.js'
import { say } from '../customer.js'
import type { Said } from '../evidence.js'
import { reportOf } from '../report.js'
import { onStage, type Scenario } from '../scenario.js'
import type { Stage } from '../stage.js'

const BUDGET_MS = 100
/** The promised turns still wait for the vendor when their process is killed. */
const VENDOR_MS = 1_500
const KILL_AFTER_MS = 800

export const pendingKilled: Scenario = {
  name: 'pending-killed',
  run: size =>
    onStage(
      size,
      { processes: 2, vendorMs: [1, 5], env: { ANSWER_BUDGET_MS: String(BUDGET_MS) } },
      async stage => {
        const dialogs = Array.from({ length: size.isShort ? 4 : 20 }, (_, i) => i)
        const openings = await Promise.all(dialogs.map(dialog => open(stage, dialog)))
        stage.vendor.set({ latency: { kind: 'fixed', ms: VENDOR_MS } })
        const promised = openings.flatMap((said, dialog) =>
          [0, 1].map(at => ask(stage, said, { dialog, at })),
        )
        await delay(KILL_AFTER_MS)
        const faultAt = performance.now()
        const [first, ...survivors] = stage.servers as [Program, ...Program[]]
        await first.kill9()
        const later = await Promise.all(promised)
        const evidence = await stage.evidence([...openings, ...later])
        const faults = dialogs.flatMap(dialog => traceFaults(traceOf(dialog, 0), first, survivors))
        return reportOf(evidence, { faultAt, faults })
      },
    ),
}

async function open(stage: Stage, dialog: number): Promise<Said> {
  const client = createClient(stage.ports, await stage.token(`u${dialog}`))
  const said = await say(client, { text: `d${dialog} 你好`, dialogId: undefined, at: dialog })
  client.close()
  return said
}

interface Place {
  readonly dialog: number
  readonly at: number
}

async function ask(stage: Stage, opening: Said, { dialog, at }: Place): Promise<Said> {
  const client = createClient(stage.ports, await stage.token(`u${dialog}`))
  const said = await say(client, {
    text: `d${dialog}c${at} 这件`,
    dialogId: opening.told?.dialogId,
    key: `d${dialog}c${at}`,
    at,
    traceparent: `00-${traceOf(dialog, at)}-00f067aa0ba902b7-01`,
  })
  client.close()
  return said
}

const traceOf = (dialog: number, at: number) => `${dialog + 1}a${at}`.padStart(32, '0')

/** The promise stands in the log of the killed process, the answer in a survivor's, under one trace id. */
function traceFaults(traceId: string, killed: Program, survivors: readonly Program[]): string[] {
  const has = ({ lines }: Program, msg: string) =>
    lines.some(line => line.includes(`"trace_id":"${traceId}"`) && line.includes(`"msg":"${msg}"`))
  return [
    ...(has(killed, 'turn promised')
      ? []
      : [`trace ${traceId}: no promise in the log of the killed process`]),
    ...(survivors.some(one => has(one, 'turn end'))
      ? []
      : [`trace ${traceId}: no answer in a survivor's log`]),
  ]
}
