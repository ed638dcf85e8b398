// Customers who do nothing wrong while another one attacks: each asks a question a second, half of them in a dialog
// that goes on. What they get is the measure of every attack.
import type { Answer, Stage } from './stage.js'

export interface Suffered {
  readonly turns: number
  /** Of the first response, milliseconds. */
  readonly p99Ms: number
  /** Responses that no victim should see: 429, 5xx, a broken connection. */
  readonly errors: readonly string[]
}

export interface Victims {
  /** Stops asking, waits for what is under way and says what the victims got. */
  stop(): Promise<Suffered>
}

const CUSTOMERS = 20
const EVERY_MS = 1000

/** Lets the victims ask until they are stopped; `name` parts their names from those of other rounds. */
export async function startVictims(stage: Stage, name: string): Promise<Victims> {
  const tokens = await Promise.all(
    Array.from({ length: CUSTOMERS }, (_, i) => stage.token(`victim-${name}-${i}`)),
  )
  const dialogs: string[] = []
  const got: Answer[] = []
  const running = new Set<Promise<void>>()
  let turns = 0
  const one = async (): Promise<void> => {
    const n = turns++
    const who = n % CUSTOMERS
    const goesOn = who % 2 === 0 && dialogs[who] !== undefined
    const body = { text: `商品${n}的颜色和图片一样吗`, ...(goesOn && { dialog_id: dialogs[who] }) }
    const answer = await stage.ask(n, { method: 'POST', path: '/chat', token: tokens[who] ?? '', body })
    got.push(answer)
    if (answer.status === 200) dialogs[who] = (JSON.parse(answer.text) as { dialog_id: string }).dialog_id
  }
  const timer = setInterval(() => {
    const turn = one().finally(() => running.delete(turn))
    running.add(turn)
  }, EVERY_MS / CUSTOMERS)
  return {
    async stop() {
      clearInterval(timer)
      await Promise.all(running)
      return sufferedFrom(got)
    },
  }
}

function sufferedFrom(got: readonly Answer[]): Suffered {
  const times = got.map(({ ms }) => ms).sort((a, b) => a - b)
  return {
    turns: got.length,
    p99Ms: Math.round(times[Math.ceil(times.length * 0.99) - 1] ?? Number.NaN),
    errors: got
      .filter(({ status }) => status !== 200 && status !== 202)
      .map(({ status, text }) => `${status} ${text.slice(0, 200)}`),
  }
}
