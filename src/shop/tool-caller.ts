// One call of a tool for one customer: checked, counted, bounded in time and rate, asked once for equal calls. A call
// that fails is a value that says how; the shop's own words of a failure go nowhere.
import { LRUCache } from 'lru-cache'
import { type BucketRule, bucketOf, bucketRule, FULL, tokensIn } from '../admission/bucket.js'
import type { Clock } from '../clock.js'
import { type BreakerState, nextBreaker } from '../llm/breaker.js'
import { ForbiddenAddress, type Outbound, type OutboundReply } from '../outbound/outbound.js'
import { pickItems, type ResultItem } from './pick-result.js'
import type { Tool, ToolArguments } from './tool.js'

import { checkedArguments, type OnBehalfOf, requestOf } from './tool-request.js'

/** `unknown-to-shop`: the shop has no such thing for this customer, be it nobody's or somebody else's. `refused`: we did
 *  not ask, or the shop would not answer us. `invalid`: what came, or what was to be sent, cannot be used. */
export type ToolOutcome = 'ok' | 'unknown-to-shop' | 'timeout' | 'breaker' | 'refused' | 'invalid'

export type ToolResult =
  | { readonly kind: 'ok'; readonly items: readonly ResultItem[] }
  | { readonly kind: Exclude<ToolOutcome, 'ok'> }

/** A call, as it is counted and put on record: values never. */
export interface ToolCallRecord {
  readonly tool: Pick<Tool, 'name' | 'shop'>
  readonly outcome: ToolOutcome
  readonly ms: number
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
}

export interface ToolCallerDeps {
  readonly outbound: Pick<Outbound, 'send'>
  readonly clock: Clock
  /** Never jumps. */
  readonly steady: Clock
  pause(ms: number): Promise<void>
  /** 32 random hex digits. */
  newId(): string
  onCall(call: ToolCallRecord): void
}

/** Results that are kept: those of a few seconds. */
const REMEMBERED = 5_000
/** The answer that a thing is not there comes at a multiple of this, whoever's it is: how long the shop looked tells
 *  nothing. */
const UNKNOWN_STEP_MS = 50

/** What is kept of a tool between calls. */
interface Guard {
  breaker: BreakerState
  rateEmptyAt: number
  readonly rate: BucketRule
}

export function createToolCaller(deps: ToolCallerDeps): ToolCaller {
  const { outbound, clock, steady } = deps
  const guards = new WeakMap<Tool, Guard>()
  const results = new LRUCache<string, Promise<ToolResult>>({
    max: REMEMBERED,
    ttlResolution: 0,
    perf: steady,
  })

  const guardOf = (tool: Tool): Guard => {
    let guard = guards.get(tool)
    if (guard === undefined) {
      guard = {
        breaker: { kind: 'closed', failures: 0 },
        rateEmptyAt: FULL,
        rate: bucketRule(tool.ratePerS, tool.ratePerS),
      }
      guards.set(tool, guard)
    }
    return guard
  }

  async function fetched({ tool, args, who, linkHosts, deadlineAt }: CheckedCall): Promise<ToolResult> {
    const guard = guardOf(tool)
    const pass = admit(guard, steady.now())
    if (typeof pass === 'object') return pass
    const leftMs = Math.min(tool.timeoutMs, deadlineAt - clock.now())
    const stamp = { id: deps.newId(), now: clock.now() }
    let end: End
    try {
      if (leftMs < 1) throw new DOMException('no time is left', 'TimeoutError')
      const request = requestOf(tool, args, { who, stamp })
      const reply = await outbound.send(request, tool.request.isPrivate, AbortSignal.timeout(leftMs))
      end = endOf(reply, body =>
        pickItems(tool.result, body, { linkHosts, asOf: new Date(stamp.now).toISOString() }),
      )
    } catch (error) {
      end = failedEnd(error)
    }
    const event = { kind: pass, end: end.isShopWell ? 'answered' : 'failed' } as const
    guard.breaker = nextBreaker(guard.breaker, event, { ...tool.breaker, now: steady.now() })
    return end.result
  }

  async function timed(call: CheckedCall): Promise<ToolResult> {
    const start = steady.now()
    const result = await fetched(call)
    const ms = steady.now() - start
    deps.onCall({ tool: call.tool, outcome: result.kind, ms, who: call.who, traceId: call.traceId })
    if (result.kind === 'unknown-to-shop') await deps.pause(UNKNOWN_STEP_MS - (ms % UNKNOWN_STEP_MS))
    return result
  }

  return {
    async read(call) {
      const { tool, who } = call
      const args = checkedArguments(tool, call.args)
      if (args === undefined) {
        deps.onCall({ tool, outcome: 'invalid', ms: 0, who, traceId: call.traceId })
        return { kind: 'invalid' }
      }
      const key = JSON.stringify([
        who.owner,
        tool.shop,
        tool.name,
        tool.request.url,
        Object.entries(args).sort(),
      ])
      const running = results.get(key)
      if (running) return running
      const result = timed({ ...call, args })
      // While it runs equal calls wait for it; afterwards it is kept as long as the file says, if it tells something.
      results.set(key, result)
      const { kind } = await result
      const isKept = tool.cacheS > 0 && (kind === 'ok' || kind === 'unknown-to-shop')
      if (isKept) results.set(key, result, { ttl: tool.cacheS * 1000 })
      else results.delete(key)
      return result
    },
  }
}

type CheckedCall = Omit<ToolCall, 'args'> & { readonly args: ToolArguments }

/** How a call ended, and whether the shop's API is to blame. */
interface End {
  readonly result: ToolResult
  readonly isShopWell: boolean
}

/** Lets a call pass, as the breaker's probe if it is time for one, or says why not. */
function admit(guard: Guard, now: number): 'turn' | 'probe' | ToolResult {
  const { breaker, rate } = guard
  if (breaker.kind === 'probing' || (breaker.kind === 'open' && now < breaker.until))
    return { kind: 'breaker' }
  const tokens = tokensIn(guard.rateEmptyAt, rate, now)
  if (tokens < 1) return { kind: 'refused' }
  guard.rateEmptyAt = bucketOf(tokens - 1, rate, now)
  if (breaker.kind === 'closed') return 'turn'
  guard.breaker = { kind: 'probing' }
  return 'probe'
}

function endOf(
  { status, body, isCut }: OutboundReply,
  pick: (body: unknown) => readonly ResultItem[] | undefined,
): End {
  if (status === 404 || status === 403) return { result: { kind: 'unknown-to-shop' }, isShopWell: true }
  if (status >= 400 && status < 500 && status !== 429)
    return { result: { kind: 'refused' }, isShopWell: true }
  // A redirect is followed to nowhere: the address is the file's.
  if (status < 200 || status > 299)
    return { result: { kind: status === 429 ? 'refused' : 'invalid' }, isShopWell: false }
  const items = isCut ? undefined : pickOf(body, pick)
  if (items === undefined) return { result: { kind: 'invalid' }, isShopWell: false }
  return { result: { kind: 'ok', items }, isShopWell: true }
}

function pickOf(
  body: string,
  pick: (body: unknown) => readonly ResultItem[] | undefined,
): readonly ResultItem[] | undefined {
  try {
    return pick(JSON.parse(body))
  } catch {
    return undefined // no JSON: what it says cannot be used
  }
}

const slow = /^(TimeoutError|AbortError|HeadersTimeoutError|BodyTimeoutError|ConnectTimeoutError)$/

function failedEnd(error: unknown): End {
  const isForbidden = error instanceof ForbiddenAddress
  const isSlow = error instanceof Error && slow.test(error.name)
  const kind = isForbidden ? 'refused' : isSlow ? 'timeout' : 'invalid'
  return { result: { kind }, isShopWell: false }
}
