// Plays one reply of the simulated vendor onto a uWS response, faults included.
import type { HttpResponse } from 'uWebSockets.js'
import type { Fault } from './faults.js'
import {
  type Asked,
  answerTokens,
  errorBody,
  event,
  eventsBefore,
  filteredBody,
  streamEvents,
  wholeBody,
} from './reply.js'

/** A response that may be gone: nothing touches `res` once `isOver`. */
export interface Reply {
  readonly res: HttpResponse
  isOver: boolean
  /** Called once when the reply has left whole, or was broken off by us. */
  readonly onEnd: () => void
}

export interface Pace {
  readonly latencyMs: number
  readonly tokens: number
  readonly tokenMs: number
}

/** Answers after the latency, as `fault` says. A hang never answers. */
export function play(reply: Reply, asked: Asked, pace: Pace, fault: Fault | undefined): void {
  if (fault?.kind === 'hang') return
  const waitMs = pace.latencyMs + (fault?.kind === 'slow' ? (fault.arg ?? 1000) : 0)
  later(waitMs, () => {
    if (fault?.kind === 'reset') breakOff(reply)
    else if (fault !== undefined && /^\d/.test(fault.kind)) refuse(reply, fault)
    else if (asked.stream && fault?.kind !== 'whole') playStream(reply, asked, pace, fault)
    else playWhole(reply, asked, pace, fault)
  })
}

/** Sends a status other than 200; a 429 or 503 with Retry-After when the fault names one. */
export function refuse(reply: Reply, fault: Pick<Fault, 'kind' | 'arg'>): void {
  if (reply.isOver) return
  reply.res.cork(() => {
    reply.res.writeStatus(fault.kind)
    if (fault.arg !== undefined) reply.res.writeHeader('Retry-After', String(fault.arg))
    reply.res.writeHeader('Content-Type', 'application/json')
    reply.res.end(errorBody(`simulated ${fault.kind}`, fault.kind))
  })
  finish(reply)
}

function playWhole(reply: Reply, asked: Asked, pace: Pace, fault: Fault | undefined): void {
  const tokens = answerTokens(asked, pace.tokens)
  const text = fault?.kind === 'huge' ? hugeText(fault) : tokens.join('')
  const body = wholeBody(asked, text, tokens.length)
  const sending = fault && faultyWhole(asked, body, fault)
  if (sending === undefined) endWhole(reply, body)
  else send({ reply, gapMs: 0, ...sending }, 'application/json')
}

/** How a fault spoils a whole answer; undefined when it does not. */
function faultyWhole(asked: Asked, body: string, fault: Fault): Sending | undefined {
  const half = body.slice(0, body.length / 2)
  switch (fault.kind) {
    case 'cut':
      return { pieces: [half], after: 'break' }
    case 'stall':
      return { pieces: [half], after: 'stall' }
    case 'malformed':
      return { pieces: [body.slice(0, -2)], after: 'end' }
    case 'empty':
      return { pieces: ['{"choices":[]}'], after: 'end' }
    case 'filter':
      return { pieces: [filteredBody(asked)], after: 'end' }
    case 'length':
      return { pieces: [atLength(body)], after: 'end' }
    case 'split':
      return { pieces: bytesOf(body, fault.arg ?? 1), after: 'end' }
    default:
      return undefined
  }
}

function playStream(reply: Reply, asked: Asked, pace: Pace, fault: Fault | undefined): void {
  const all = streamEvents(asked, answerTokens(asked, pace.tokens))
  const sound: Sending = { pieces: pace.tokenMs > 0 ? all : [all.join('')], after: 'end' }
  const gapMs = fault?.kind === 'split' ? 0 : pace.tokenMs
  send({ reply, gapMs, ...(faultyStream(asked, all, fault) ?? sound) }, 'text/event-stream')
}

/** How a fault spoils a stream of these events; undefined when it does not. */
function faultyStream(asked: Asked, all: string[], fault: Fault | undefined): Sending | undefined {
  const sent = all.slice(0, eventsBefore(asked, fault?.arg ?? 0))
  switch (fault?.kind) {
    case 'cut':
      return { pieces: sent, after: 'break' }
    case 'end':
      return { pieces: sent, after: 'end' }
    case 'stall':
      return { pieces: sent, after: 'stall' }
    case 'fault':
      return {
        pieces: [...sent, event({ error: { message: 'simulated', type: 'server_error' } })],
        after: 'end',
      }
    case 'malformed':
      return { pieces: ['data: {"choices":[\n\n'], after: 'end' }
    case 'empty':
      return { pieces: all.slice(-1), after: 'end' }
    case 'filter':
      return { pieces: [...sent, `data: ${filteredBody(asked)}\n\n`], after: 'end' }
    case 'length':
      return { pieces: all.map(atLength), after: 'end' }
    case 'huge':
      return { pieces: ['data: ', hugeText(fault)], after: 'stall' }
    case 'split':
      return { pieces: bytesOf(all.join(''), fault.arg ?? 1), after: 'end' }
    default:
      return undefined
  }
}

function atLength(body: string): string {
  return body.replace('"finish_reason":"stop"', '"finish_reason":"length"')
}

function hugeText(fault: Fault): string {
  return '大'.repeat(Math.ceil((fault.arg ?? 10_000_000) / 3))
}

/** The pieces sent, and the event after the last one. */
interface Sending {
  readonly pieces: readonly (string | Uint8Array)[]
  readonly after: 'end' | 'break' | 'stall'
}

function endWhole(reply: Reply, body: string): void {
  if (reply.isOver) return
  reply.res.cork(() => {
    reply.res.writeHeader('Content-Type', 'application/json')
    reply.res.end(body)
  })
  finish(reply)
}

interface Running extends Sending {
  readonly reply: Reply
  readonly gapMs: number
}

/** Sends the pieces one by one, each in a tick of its own so that each leaves as a chunk of its own. */
function send(run: Running, contentType: string): void {
  const { reply } = run
  if (reply.isOver) return
  reply.res.cork(() => {
    reply.res.writeHeader('Content-Type', contentType)
    reply.res.write(run.pieces[0] ?? '')
  })
  sendFrom(run, 1)
}

function sendFrom(run: Running, index: number): void {
  const { reply } = run
  const piece = run.pieces[index]
  if (piece !== undefined || run.after === 'break')
    later(run.gapMs, () => {
      if (reply.isOver) return
      if (piece === undefined) breakOff(reply)
      else {
        reply.res.cork(() => reply.res.write(piece))
        sendFrom(run, index + 1)
      }
    })
  else if (run.after === 'end' && !reply.isOver) {
    reply.res.cork(() => reply.res.end())
    finish(reply)
  }
}

function breakOff(reply: Reply): void {
  if (reply.isOver) return
  finish(reply)
  reply.res.close()
}

function finish(reply: Reply): void {
  reply.isOver = true
  reply.onEnd()
}

function bytesOf(text: string, size: number): Uint8Array[] {
  const bytes = Buffer.from(text)
  const pieces: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += Math.max(1, size)) pieces.push(bytes.subarray(at, at + size))
  return pieces
}

/** The listening socket keeps the program alive; a timer of a call that nobody waits for must not. */
function later(ms: number, run: () => void): void {
  if (ms > 0) setTimeout(run, ms).unref()
  else setImmediate(run)
}
