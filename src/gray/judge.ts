// Judges whether the turns of a release are worse than the stable side's in the same minutes. A release is judged again
// and again, so one look must err rarely: a share is worse when the pooled two-proportion test differs by four standard
// errors, at least ten turns are concerned, and the difference matters. test/gray/simulations.test.ts checks the error
// rates of these numbers. Pure.
import { above, type Counters, count, quantile } from './tally.js'

export interface Sides {
  readonly stable: Counters
  readonly canary: Counters
}

export const METRICS = [
  'errors',
  'slow_first',
  'slow_answer',
  'notices',
  'handoffs',
  'thumbs_down',
  'tool_faults',
] as const
export type Metric = (typeof METRICS)[number]

/** A share by which the sides differ. */
export interface Finding {
  readonly metric: Metric
  readonly stable: number
  readonly canary: number
}

export type Judgement =
  | { readonly kind: 'unclear' }
  | { readonly kind: 'same' }
  | ({ readonly kind: 'worse' | 'better' } & Finding)

interface Part {
  readonly hits: number
  readonly of: number
}

/** The part of each side's turns that a metric is about. */
type Parts = { readonly [Side in keyof Sides]: Part }

const TURNS_MIN = { canary: 200, all: 2_000 }
/** Least number of cases for a metric that not every turn has. */
const RARE_MIN = 30
const Z_MIN = 4
const HITS_MIN = 10
const DIFFERENCE_MIN = 0.01
const RATIO_MIN = 1.25
/** A turn slower than this share of the stable side's turns is slow. */
const SLOW_FROM = 0.9

export function judge(sides: Sides): Judgement {
  const turns = { canary: count(sides.canary, 'turns'), stable: count(sides.stable, 'turns') }
  if (turns.canary < TURNS_MIN.canary || turns.canary + turns.stable < TURNS_MIN.all)
    return { kind: 'unclear' }
  const findings = METRICS.flatMap(metric => {
    const parts = partsOf(metric, sides)
    return parts === undefined ? [] : [{ metric, parts }]
  })
  const worse = findings.find(({ parts }) => isHigher(parts.canary, parts.stable))
  if (worse) return { kind: 'worse', ...findingOf(worse) }
  if (!findings.some(({ metric }) => metric === 'errors')) return { kind: 'unclear' }
  // Without answers on both sides their times cannot be compared.
  if (!findings.some(({ metric }) => metric === 'slow_answer')) return { kind: 'unclear' }
  const better = findings.find(({ parts }) => isHigher(parts.stable, parts.canary))
  return better ? { kind: 'better', ...findingOf(better) } : { kind: 'same' }
}

/** Undefined while there are too few cases. */
function partsOf(metric: Metric, { stable, canary }: Sides): Parts | undefined {
  const of = (part: (counters: Counters) => Part) => ({ stable: part(stable), canary: part(canary) })
  const among = (hits: string, all: readonly string[], least: number) =>
    enough(
      of(counters => ({
        hits: count(counters, hits),
        of: all.reduce((sum, name) => sum + count(counters, name), 0),
      })),
      least,
    )
  switch (metric) {
    case 'errors':
      return among('failed', ['turns'], 1)
    case 'slow_first':
    case 'slow_answer': {
      const kind = metric === 'slow_first' ? 'first' : 'answer'
      const bound = quantile(stable, kind, SLOW_FROM)
      if (bound === undefined) return undefined
      const late = of(counters => ({ hits: above(counters, kind, bound), of: count(counters, 'answered') }))
      return enough(late, 1)
    }
    case 'notices':
      return among('notices', ['turns'], RARE_MIN)
    case 'handoffs':
      return among('handoffs', ['turns', 'handoffs'], RARE_MIN)
    case 'thumbs_down':
      return among('disliked', ['rated'], RARE_MIN)
    case 'tool_faults':
      return among('tool_faults', ['tool_calls'], RARE_MIN)
  }
}

function enough(parts: Parts, least: number): Parts | undefined {
  return parts.stable.of >= least && parts.canary.of >= least ? parts : undefined
}

function isHigher(one: Part, other: Part): boolean {
  const [high, low] = [one.hits / one.of, other.hits / other.of]
  if (one.hits < HITS_MIN || high - low < DIFFERENCE_MIN || high < RATIO_MIN * low) return false
  const pooled = (one.hits + other.hits) / (one.of + other.of)
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / one.of + 1 / other.of))
  // The error is 0 when all turns of both sides are hits: then the sides do not differ.
  return error > 0 && (high - low) / error >= Z_MIN
}

function findingOf({ metric, parts }: { readonly metric: Metric; readonly parts: Parts }): Finding {
  const shareOf = ({ hits, of }: Part) => Math.round((10_000 * hits) / of) / 10_000
  return { metric, stable: shareOf(parts.stable), canary: shareOf(parts.canary) }
}

/** The end of a canary turn, with the stable side's counters just before it. */
export interface RecentTurn {
  readonly isFailed: boolean
  readonly stableTurns: number
  readonly stableFailed: number
}

/** Number of newest canary turns that the hard trip looks at. */
export const RECENT = 20
const FAILED_MAX = 10
const STABLE_MAX = 0.05

/** The hard trip: half of the newest canary turns failed while the stable side's turns of the same time did not. It
 *  does not wait for a look. */
export function hasTripped(recent: readonly RecentTurn[], stable: Counters): Finding | undefined {
  const [oldest] = recent
  const failed = recent.filter(({ isFailed }) => isFailed).length
  if (oldest === undefined || recent.length < RECENT || failed < FAILED_MAX) return undefined
  const turns = count(stable, 'turns') - oldest.stableTurns
  if (turns <= 0) return undefined
  const share = (count(stable, 'failed') - oldest.stableFailed) / turns
  if (share >= STABLE_MAX) return undefined
  return { metric: 'errors', stable: Math.round(share * 10_000) / 10_000, canary: failed / RECENT }
}
