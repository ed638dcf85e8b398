// One customer's HTTP calls: a turn posted until it is answered, and the history read back.
// Keeps to what the server asks of its clients: 429 waits as told and retries under the same key, 202 is polled.
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Pool } from 'undici'

/** The 200 body, as far as the replay looks at it. */
export interface Answered {
  readonly dialog_id: string
  readonly turn_id: string
  readonly seq: number
  readonly answer: string
  readonly source: string
  readonly renewed?: boolean
  readonly stateless?: boolean
}

export interface TurnOutcome {
  readonly answered: Answered | undefined
  /** Why not: `429 /problems/rate-limited`, or the code of a transport error. */
  readonly error: string | undefined
  /** Milliseconds of the last POST up to its response, and from the first POST to the answer. */
  readonly firstResponseMs: number
  readonly answerMs: number
  readonly retries: number
  readonly wasPending: boolean
}

export interface HistoryTurn {
  readonly turn_id: string
  readonly seq: number
  readonly answer: string
}

export interface Customer {
  /** Never throws: what goes wrong is the outcome's error. */
  ask(text: string, dialogId: string | undefined): Promise<TurnOutcome>
  /** The dialog's turns as the server keeps them, or the error. */
  history(dialogId: string): Promise<readonly HistoryTurn[] | string>
}

interface Response {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Record<string, unknown>
}

const retriesMax = 20

export function createCustomer(pool: Pool, token: string): Customer {
  const authorization = `Bearer ${token}`

  const get = (path: string) => send(pool, { method: 'GET', path, headers: { authorization } })

  async function post(body: string, key: string): Promise<Response> {
    const headers = { authorization, 'content-type': 'application/json', 'idempotency-key': key }
    return send(pool, { method: 'POST', path: '/chat', headers, body })
  }

  async function ask(text: string, dialogId: string | undefined): Promise<TurnOutcome> {
    const startedAt = performance.now()
    const body = JSON.stringify({ text, ...(dialogId && { dialog_id: dialogId }) })
    const key = randomUUID()
    let postedAt = startedAt
    let response = await post(body, key)
    let retries = 0
    while (response.status === 429 && retries < retriesMax) {
      await delay(1000 * Math.max(1, Number(response.headers['retry-after'] ?? 1)))
      retries++
      postedAt = performance.now()
      response = await post(body, key)
    }
    const firstResponseMs = performance.now() - postedAt
    const wasPending = response.status === 202
    if (wasPending) response = await poll(response)
    const answerMs = performance.now() - startedAt
    return { ...outcomeOf(response), firstResponseMs, answerMs, retries, wasPending }
  }

  async function poll({ headers }: Response): Promise<Response> {
    const location = String(headers.location ?? '')
    for (;;) {
      const response = await get(`${location}?wait=25`)
      if (response.status !== 202) return response
      await delay(Number(response.body.retry_after_ms ?? 100))
    }
  }

  async function history(dialogId: string): Promise<readonly HistoryTurn[] | string> {
    const response = await get(`/chat/${dialogId}`)
    return response.status === 200 ? (response.body.turns as HistoryTurn[]) : errorOf(response)
  }

  return { ask, history }
}

type Call = Omit<Parameters<Pool['request']>[0], 'origin'>

/** A transport error is a response of status 0 whose `type` is the error's code. */
async function send(pool: Pool, call: Call): Promise<Response> {
  try {
    const { statusCode, headers, body } = await pool.request(call)
    const text = await body.text()
    return { status: statusCode, headers, body: text === '' ? {} : JSON.parse(text) }
  } catch (fault) {
    const code = fault instanceof Error && 'code' in fault ? fault.code : fault
    return { status: 0, headers: {}, body: { type: String(code) } }
  }
}

function outcomeOf(response: Response): Pick<TurnOutcome, 'answered' | 'error'> {
  if (response.status !== 200) return { answered: undefined, error: errorOf(response) }
  return { answered: response.body as unknown as Answered, error: undefined }
}

function errorOf({ status, body }: Response): string {
  return `${status === 0 ? 'no response' : status} ${body.type ?? ''}`.trim()
}
