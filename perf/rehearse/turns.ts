// The record of every turn, and how a response is read into it. Pure.
import type { Outcome } from '../load/connection.js'
import { fieldOf } from '../load/response.js'
import type { Visit } from './customers.js'
import type { QuestionKind } from './questions.js'

export interface Turn {
  readonly kind: QuestionKind
  /** Whose turn it is; its dialog is known as soon as the server has named it. */
  readonly visit?: Pick<Visit, 'token' | 'dialogId'>
  /** The scheduled arrival, in milliseconds since the start. */
  readonly dueMs: number
  /** From the scheduled arrival to the first response or the failure. */
  firstMs: number
  /** The same to the end of the response, which for a stream is later. */
  wholeMs: number
  /** The first response, or how it failed. */
  first: End
  /** How a turn that was told 202 ended, from the scheduled arrival on. */
  followed?: { readonly ms: number; readonly end: End }
}

export interface End {
  /** An HTTP status, or the code of what broke the connection. */
  readonly status: number | string
  /** The source of the answer. */
  readonly source?: string
  readonly level?: number
  /** The name of the problem, such as `store-away`. */
  readonly problem?: string
  /** What the answer says of a person: `queued`, `seat`, or why nobody comes. */
  readonly handoff?: string
}

interface Body {
  readonly dialog_id?: unknown
  readonly source?: unknown
  readonly level?: unknown
  readonly type?: unknown
  readonly status?: unknown
  readonly mode?: unknown
  readonly why?: unknown
}

/** A whole answer, the end of a stream, a 202, a problem, or what is no HTTP. */
export function endOf(outcome: Outcome): End {
  if (typeof outcome === 'string') return { status: outcome }
  const text = outcome.body.toString()
  const isStream = fieldOf(outcome.head, 'content-type')?.startsWith('text/event-stream')
  return isStream ? endOfStream(text) : endOfBody(outcome.status, bodyOf(text))
}

/** An event stream ends with its `answer`, or with its `error` as the status of the problem, or was cut. */
function endOfStream(text: string): End {
  const last = text.split('\n\n').findLast(event => /^event: (?:answer|error)$/m.test(event))
  if (last === undefined) return { status: 'cut stream' }
  const body = bodyOf(/^data: (.*)$/m.exec(last)?.[1] ?? '')
  const status = typeof body.status === 'number' ? body.status : 200
  return endOfBody(status, body)
}

function endOfBody(status: number, { source, level, type, mode, why }: Body): End {
  const handoff = mode === 'bot' ? why : mode
  return {
    status,
    ...(typeof source === 'string' && { source }),
    ...(typeof level === 'number' && { level }),
    ...(typeof type === 'string' && { problem: type.replace('/problems/', '') }),
    ...(typeof handoff === 'string' && { handoff }),
  }
}

/** The dialog that a response or an event stream names; '' when it names none. */
export function dialogIdOf(outcome: Outcome): string {
  const text = typeof outcome === 'string' ? '' : outcome.body.toString()
  return /"dialog_id":"([0-9a-f]{32})"/.exec(text)?.[1] ?? ''
}

function bodyOf(text: string): Body {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null ? body : {}
  } catch {
    return {} // What is no JSON names no source; its status still counts.
  }
}

/** Where the turn's answer came from in the end; undefined when there was none. */
export function sourceOf({ first, followed }: Turn): string | undefined {
  return followed === undefined ? first.source : followed.end.source
}

/** What the turn's answer said of a person; undefined when it said nothing of one. */
export function handoffOf({ first, followed }: Turn): string | undefined {
  return first.status === 200 ? first.handoff : followed?.end.handoff
}

/** What people said in a dialog, by the body of `GET /chat/{dialog_id}`. */
export function saidIn(outcome: Outcome): string[] {
  if (typeof outcome === 'string' || outcome.status !== 200) return []
  const { turns } = JSON.parse(outcome.body.toString()) as { turns: { from?: string; text: string }[] }
  return turns.filter(({ from }) => from === 'seat').map(({ text }) => text)
}

export const isRefused = ({ first }: Turn) => first.status === 429
export const isPending = ({ first }: Turn) => first.status === 202
export const isAnswered = ({ first }: Turn) => first.status === 200
export const isServerFault = ({ first }: Turn) => typeof first.status === 'number' && first.status >= 500
export const isReset = ({ first }: Turn) => typeof first.status === 'string'
