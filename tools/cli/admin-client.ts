// How commands speak to a running process: RUSHDESK_URL and RUSHDESK_TOKEN, and a refusal as one sentence.
import { UsageError } from '../usage.js'

/** The process refused, or was not there. Its message is all that the user needs to see. */
export class AdminError extends Error {
  override readonly name = 'AdminError'
}

export interface AdminReply {
  readonly status: number
  readonly etag: string | undefined
  readonly text: string
  json<T>(): T
}

export interface AdminCall {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface AdminClient {
  /** Throws AdminError unless the reply is 2xx. */
  call(call: AdminCall): Promise<AdminReply>
}

const TIMEOUT_MS = 10_000

/** Throws UsageError when a variable is missing or no URL. */
export function createAdminClient(env: NodeJS.ProcessEnv): AdminClient {
  const { base, token } = addressOf(env)
  return {
    async call({ method, path, query = {}, headers = {}, body }) {
      const url = new URL(path, base)
      for (const [name, value] of Object.entries(query)) {
        if (value !== undefined) url.searchParams.set(name, value)
      }
      const signal = AbortSignal.timeout(TIMEOUT_MS)
      const authorization = `Bearer ${token}`
      const asked = {
        method,
        signal,
        headers: { authorization, ...headers },
        ...(body !== undefined && { body }),
      }
      const reply = await fetch(url, asked).catch(error => {
        throw new AdminError(`${base} does not answer: ${reasonOf(error)}`)
      })
      const text = await reply.text()
      if (!reply.ok) throw new AdminError(`${method} ${path}: ${refusalOf(reply.status, text)}`)
      return {
        status: reply.status,
        etag: reply.headers.get('etag') ?? undefined,
        text,
        json: () => JSON.parse(text),
      }
    },
  }
}

export function addressOf(env: NodeJS.ProcessEnv): { readonly base: string; readonly token: string } {
  const base = env.RUSHDESK_URL || 'http://127.0.0.1:8080'
  if (!/^https?:\/\//.test(base) || !URL.canParse(base))
    throw new UsageError('RUSHDESK_URL must be an http or https URL')
  const token = env.RUSHDESK_TOKEN
  if (!token) throw new UsageError('RUSHDESK_TOKEN is not set: rushdesk token --role admin makes one')
  return { base, token }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return String(code ?? (cause instanceof Error ? cause.message : cause))
}

interface ProblemShown {
  readonly title?: string
  readonly detail?: string
  readonly errors?: readonly { readonly field: string; readonly message: string }[]
}

/** A problem's text, in one line. */
function refusalOf(status: number, text: string): string {
  try {
    const { title, detail, errors = [] } = JSON.parse(text) as ProblemShown
    const fields = errors.map(({ field, message }) => `${field} ${message}`)
    return [`${status}`, title, detail, ...fields].filter(Boolean).join(', ')
  } catch {
    return `${status}` // What is no problem document comes from something between.
  }
}
