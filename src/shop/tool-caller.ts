// One call of a tool for one customer: checked, counted, bounded in time and rate, made once for equal calls. A failed
// call is a value with the kind of failure; the shop's own words about a failure are dropped.
import { LRUCache } from 'lru-cache'
import type { Clock } from '../clock.js'
import { isAnything, readJson } from '../json.js'
import type { TurnEnd } from '../llm/breaker.js'
import { ForbiddenAddress, type OutboundReply } from '../outbound/outbound.js'
import { pickItems, type ResultItem } from './pick-result.js'
import type { Tool, ToolArguments } from './tool.js'
import type { CallPass, ToolGuard } from './tool-guard.js'
import { checkedArguments, type OnBehalfOf } from './tool-request.js'
import type { ToolSender } from './tool-sender.js'
import { createUnknownPace } from './unknown-pace.js'

/** `unknown-to-shop`: the shop has no such thing for this customer, be it nobody's or somebody else's. `refused`: the
 *  call was not made, or the shop refused it. `invalid`: the arguments or the reply cannot be used. */
export type ToolOutcome = 'ok' | 'unknown-to-shop' | 'timeout' | 'breaker' | 'refused' | 'invalid'

export type ToolResult =
  | { readonly kind: 'ok'; readonly items: readonly ResultItem[] }
  | { readonly kind: Exclude<ToolOutcome, 'ok'> }

/** A call for the metrics and the record, without any value of it. */
export interface ToolCallRecord {
  readonly tool: Pick<Tool, 'name' | 'shop'>
  readonly outcome: ToolOutcome
  /** Absent when the shop was not asked. */
  readonly ms?: number
  readonly who: OnBehalfOf
  readonly traceId: string
}

export interface ToolCall {
  readonly tool: Tool
  readonly args: unknown
  readonly who: OnBehalfOf
  readonly linkHosts: readonly string[]
  readonly traceId: string
  /** Epoch milliseconds: the call must have ended by then. */
  readonly deadlineAt: number
}

export interface ToolCaller {
  /** A read: it may be answered by an equal call of the same customer. */
  read(call: ToolCall): Promise<ToolResult>
  /** Results kept for this customer are dropped: something was changed. */
  forget(who: Pick<OnBehalfOf, 'owner' | 'shop'>): void
}

export interface ToolCallerDeps {
  readonly sender: ToolSender
  readonly clock: Clock
  /** Never jumps. */
  readonly steady: Clock
  pause(ms: number): Promise<void>
  /** 32 random hex digits. */
  newId(): string
  guardOf(tool: Tool): ToolGuard
  onCall(call: ToolCallRecord): void
}

/** Most results that are kept, each for a few seconds. */
const REMEMBERED = 5_000

export function createToolCaller(deps: ToolCallerDeps): ToolCaller {
  const { sender, clock, steady } = deps
  const results = new LRUCache<string, Promise<ToolResult>>({
    max: REMEMBERED,
    ttlResolution: 0,
    perf: steady,
  })
  const pace = createUnknownPace(steady)
  const numberOf = createNumbers()

  async function asked({ tool, args, who, linkHosts, deadlineAt }: CheckedCall, pass: CallPass) {
    const leftMs = deadlineAt - clock.now()
    const stamp = { id: deps.newId(), now: clock.now() }
    let end: End
    try {
      if (leftMs < 1) throw new DOMException('no time is left', 'TimeoutError')
      const signal = AbortSignal.timeout(Math.min(tool.timeoutMs, leftMs))
      const reply = await sender.send({ tool, args, who, stamp }, signal)
      end = endOf(reply, body =>
        pickItems(tool.result, body, { linkHosts, asOf: new Date(stamp.now).toISOString() }),
      )
    } catch (error) {
      end = failedEnd(error, leftMs < tool.timeoutMs)
    }
    pass.ended(end.says)
    return end.result
  }

  async function timed(call: CheckedCall): Promise<ToolResult> {
    const { tool, who, traceId } = call
    const pass = deps.guardOf(tool).admit(who.owner)
    if (typeof pass === 'string') {
      deps.onCall({ tool, outcome: pass, who, traceId })
      return { kind: pass }
    }
    const start = steady.now()
    const result = await asked(call, pass)
    const ms = steady.now() - start
    deps.onCall({ tool, outcome: result.kind, ms, who, traceId })
    // The time does not tell whether the thing belongs to somebody else.
    if (result.kind === 'unknown-to-shop') await deps.pause(pace.waitMs(tool, ms))
    return result
  }

  return {
    async read(call) {
      const { tool, who } = call
      const args = checkedArguments(tool, call.args)
      if (args === undefined) {
        deps.onCall({ tool, outcome: 'invalid', who, traceId: call.traceId })
        return { kind: 'invalid' }
      }
      const key = JSON.stringify([who.owner, tool.shop, numberOf(tool), Object.entries(args).sort()])
      const running = results.get(key)
      if (running) return running
      const result = timed({ ...call, args })
      // Equal calls wait for a running one; afterwards only a result with news of the shop's data is kept, as long as
      // the file says.
      results.set(key, result)
      const { kind } = await result
      const isKept = tool.cacheS > 0 && (kind === 'ok' || kind === 'unknown-to-shop')
      if (results.get(key) !== result) return result
      if (isKept) results.set(key, result, { ttl: tool.cacheS * 1000 })
      else results.delete(key)
      return result
    },
    forget({ owner, shop }) {
      const begin = JSON.stringify([owner, shop]).slice(0, -1)
      for (const key of results.keys()) if (key.startsWith(begin)) results.delete(key)
    },
  }
}

/** Numbers that tell tools apart. A tools file that is read again has new tools, so what was kept for the old ones is not
 *  theirs. */
function createNumbers(): (tool: Tool) => number {
  const numbers = new WeakMap<Tool, number>()
  let last = 0
  return tool => {
    const number = numbers.get(tool) ?? ++last
    numbers.set(tool, number)
    return number
  }
}

type CheckedCall = Omit<ToolCall, 'args'> & { readonly args: ToolArguments }

/** The result of a call, and its meaning for the breaker of the shop's API. */
interface End {
  readonly result: ToolResult
  readonly says: TurnEnd
}

type PickItems = (body: unknown) => readonly ResultItem[] | undefined

function endOf({ status, body, isCut }: OutboundReply, pick: PickItems): End {
  if (status === 404 || status === 403) return { result: { kind: 'unknown-to-shop' }, says: 'answered' }
  if (status >= 400 && status < 500) return { result: { kind: 'refused' }, says: 'refused' }
  // A redirect is not followed: only addresses of the file are called.
  const value = status < 200 || status > 299 || isCut ? undefined : readJson(body, isAnything)
  if (value === undefined) return { result: { kind: 'invalid' }, says: 'failed' }
  const items = pick(value)
  // The API works, but its result does not fit the file: that is no failure for the breaker.
  if (items === undefined) return { result: { kind: 'invalid' }, says: 'refused' }
  return { result: { kind: 'ok', items }, says: 'answered' }
}

const slow = /^(TimeoutError|AbortError|HeadersTimeoutError|BodyTimeoutError|ConnectTimeoutError)$/

/** `isCutShort`: the call had less time than the file gives it, because its turn had to end. */
function failedEnd(error: unknown, isCutShort: boolean): End {
  if (error instanceof ForbiddenAddress) return { result: { kind: 'refused' }, says: 'failed' }
  const isSlow = error instanceof Error && slow.test(error.name)
  if (!isSlow) return { result: { kind: 'invalid' }, says: 'failed' }
  return { result: { kind: 'timeout' }, says: isCutShort ? 'dropped' : 'failed' }
}
