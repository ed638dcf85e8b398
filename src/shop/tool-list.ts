// The shop's tools as operators see them: each tool's entry in the file, and its calls on all processes of the cluster.
// Pure. Addresses are cut before path and query, which may hold a secret.
import { isRecord } from '../json.js'
import type { BreakerState } from '../llm/breaker.js'
import type { Risk, Tool } from './tool.js'
import type { ToolOutcome } from './tool-caller.js'
import { TALLY_BOUNDS_MS, type ToolTally } from './tool-tallies.js'

/** One process's report on one tool, as JSON values. */
export interface ToolReport extends ToolTally {
  readonly shop: string
  readonly name: string
  readonly breaker: BreakerState['kind']
}

export interface ListedTool {
  readonly shop: string
  readonly name: string
  readonly about: string
  readonly risk: Risk
  readonly method: string
  readonly origin: string
  readonly timeout_ms: number
  /** The worst state on any process. */
  readonly breaker: BreakerState['kind']
  readonly calls: Readonly<Record<ToolOutcome, number>>
  /** Times of calls that reached the shop; absent without such a call. */
  readonly times?: { readonly mean_ms: number; readonly p50_ms: number; readonly p95_ms: number }
}

const outcomes = [
  'ok',
  'unknown-to-shop',
  'timeout',
  'breaker',
  'refused',
  'invalid',
] as const satisfies readonly ToolOutcome[]

/** `reports` come from all processes; values of another form are left out: they come from another version. */
export function listTools(tools: readonly Tool[], reports: readonly unknown[]): readonly ListedTool[] {
  const known = reports.filter(isReport)
  return tools.map(tool =>
    listed(
      tool,
      known.filter(({ shop, name }) => shop === tool.shop && name === tool.name),
    ),
  )
}

function listed(
  { shop, name, about, risk, request, timeoutMs }: Tool,
  reports: readonly ToolReport[],
): ListedTool {
  const states = reports.map(({ breaker }) => breaker)
  const breaker = (['open', 'probing'] as const).find(state => states.includes(state)) ?? 'closed'
  const count = (outcome: ToolOutcome) => sum(reports.map(({ calls }) => calls[outcome] ?? 0))
  const times = timesOf(reports)
  return {
    shop,
    name,
    about,
    risk,
    method: request.method,
    timeout_ms: timeoutMs,
    breaker,
    origin: new URL(request.url).origin,
    calls: Object.fromEntries(outcomes.map(outcome => [outcome, count(outcome)])) as ListedTool['calls'],
    ...(times && { times }),
  }
}

function timesOf(reports: readonly ToolReport[]): ListedTool['times'] {
  const within = TALLY_BOUNDS_MS.concat(Number.POSITIVE_INFINITY).map((_, at) =>
    sum(reports.map(report => report.within[at] ?? 0)),
  )
  const count = sum(within)
  if (count === 0) return undefined
  return {
    mean_ms: Math.round(sum(reports.map(({ sumMs }) => sumMs)) / count),
    p50_ms: quantile(within, count * 0.5),
    p95_ms: quantile(within, count * 0.95),
  }
}

/** The bound that `rank` calls kept. Calls beyond the last bound count as the longest call that is allowed. */
function quantile(within: readonly number[], rank: number): number {
  let seen = 0
  const at = within.findIndex(count => {
    seen += count
    return seen >= rank
  })
  return TALLY_BOUNDS_MS[at] ?? Math.max(...TALLY_BOUNDS_MS)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function isReport(value: unknown): value is ToolReport {
  if (!isRecord(value)) return false
  const { shop, name, breaker, calls, within, sumMs } = value
  const areTexts = [shop, name, breaker].every(one => typeof one === 'string')
  const areNumbers = isRecord(calls) && Array.isArray(within) && typeof sumMs === 'number'
  return areTexts && areNumbers && [...Object.values(calls), ...within].every(one => typeof one === 'number')
}
