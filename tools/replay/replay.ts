// Plays a script against a server: each scene's texts in order, many scenes at once.
import { Pool } from 'undici'
import { signToken } from '../../src/auth/sign.js'
import { type Answered, type Customer, createCustomer } from './client.js'
import type { Scene, Script } from './script.js'
import type { Tally } from './tally.js'
import { faultOfHistory } from './verify.js'

export interface ReplayTarget {
  readonly url: string
  readonly secret: string
  readonly concurrency: number
  readonly verify: boolean
}

/** Plays every scene; what happens goes to the tally. `onTurn` is called after each turn. */
export async function replay(
  script: Script,
  target: ReplayTarget,
  report: { readonly tally: Tally; onTurn(): void },
): Promise<void> {
  const pool = new Pool(target.url, {
    connections: target.concurrency,
    bodyTimeout: 0,
    headersTimeout: 60_000,
  })
  const waiting = script.scenes.values()
  const player = async () => {
    for (const scene of waiting) {
      const order = { uid: scene.uid, role: 'customer', expiresInS: 86_400 } as const
      const customer = createCustomer(pool, await signToken(order, target.secret, Date.now()))
      await playScene(scene, customer, { ...report, verify: target.verify })
    }
  }
  await Promise.all(Array.from({ length: target.concurrency }, player))
  await pool.close()
}

interface SceneReport {
  readonly tally: Tally
  readonly verify: boolean
  onTurn(): void
}

/** After a failed turn the customer goes on talking; the history is not checked then, the turn may be in it or not. */
async function playScene(scene: Scene, customer: Customer, report: SceneReport): Promise<void> {
  const turns: Answered[] = []
  let dialogId: string | undefined
  let isWhole = true
  for (const text of scene.texts) {
    const outcome = await customer.ask(text, dialogId)
    report.tally.turn(outcome)
    report.onTurn()
    const { answered } = outcome
    if (answered === undefined) {
      isWhole = false
      continue
    }
    if (dialogId !== undefined && answered.dialog_id !== dialogId)
      report.tally.fault('the dialog changed its id')
    dialogId = answered.dialog_id
    if (!answered.stateless) turns.push(answered)
  }
  if (!report.verify || !isWhole || dialogId === undefined) return
  const fault = faultOfHistory(turns, await customer.history(dialogId))
  if (fault === undefined) report.tally.verified()
  else report.tally.fault(fault)
}
