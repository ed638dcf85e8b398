// The requests of the load: customers who each open dialogs and say several things in them, one after another.
import type { Outcome } from './connection.js'
import { liveDialogOf } from './live-dialogs.js'

export interface CustomerPlan {
  readonly host: string
  /** Bearer tokens, one a customer; '' sends none. */
  readonly tokens: readonly string[]
  /** Their texts, in turn; `{n}` becomes a number that is used once. */
  readonly texts: readonly string[]
  /** Turns of a dialog before the next one is opened. */
  readonly turns: number
  /** The answers are wanted as event streams. */
  readonly streams?: boolean
  /** So many dialogs live already: each customer goes on with those of its own, and opens none. */
  readonly live?: number
}

/** A prime: a customer's dialogs are taken in an order in which neighbours of one second do not lie side by side. */
const STEP = 7919

/** One customer's next request, and what came back for it. */
export interface Customer {
  next(): string
  took(outcome: Outcome): void
}

/** `index` tells the customers apart. */
export function createCustomer(plan: CustomerPlan, index: number): Customer {
  const token = plan.tokens[index % plan.tokens.length]
  const head = `POST /chat HTTP/1.1\r\nHost: ${plan.host}\r\nContent-Type: application/json\r\n`
  const accepting = plan.streams ? `${head}Accept: text/event-stream\r\n` : head
  const authorized = token ? `${accepting}Authorization: Bearer ${token}\r\n` : accepting
  const customers = plan.tokens.length
  const nextDialog = (n: number) => {
    if (plan.live === undefined) return ''
    const owned = Math.floor(plan.live / customers)
    return liveDialogOf(index % customers, customers, (n * STEP) % owned)
  }
  let dialogId = ''
  let said = 0

  return {
    next() {
      const text = plan.texts[(index + said) % plan.texts.length] ?? ''
      const numbered = text.replace('{n}', String(index * 1_000_000 + said))
      if (said % plan.turns === 0) dialogId = nextDialog(said / plan.turns)
      said++
      const body = JSON.stringify(
        dialogId === '' ? { text: numbered } : { text: numbered, dialog_id: dialogId },
      )
      return `${authorized}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
    },
    took(outcome) {
      if (typeof outcome !== 'string') dialogId = dialogIdOf(outcome.body) ?? dialogId
    },
  }
}

const field = '"dialog_id":"'

/** Found without parsing: the client must stay far below the cost of the server. */
function dialogIdOf(body: Buffer): string | undefined {
  const at = body.indexOf(field)
  if (at < 0) return undefined
  const start = at + field.length
  return body.toString('latin1', start, start + 32)
}
