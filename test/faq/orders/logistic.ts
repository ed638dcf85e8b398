// A logistic model over signs that are there or not, with a penalty on large weights. Its best weights are unique.
import { lowest } from './lowest.js'

export interface Example {
  readonly is: boolean
  /** How much it counts. */
  readonly weight: number
  readonly signs: readonly string[]
}

interface Row {
  readonly target: number
  readonly weight: number
  readonly at: Int32Array
}

/** Strength of the penalty. */
const PENALTY = 1.5

/** A sign, and how large it counts where it is: the larger, the less a weight of it costs. */
export type Sized = readonly [sign: string, size: number]

/** Weights for these signs alone; others are passed over. */
export function fitted(examples: readonly Example[], signs: readonly Sized[]) {
  const places = new Map(signs.map(([sign], at) => [sign, at]))
  const sizes = Float64Array.from([...signs.map(([, size]) => size), 1])
  const rows: readonly Row[] = examples.map(({ is, weight, signs: own }) => ({
    target: is ? 1 : 0,
    weight,
    at: Int32Array.from([...own.flatMap(sign => places.get(sign) ?? []), signs.length]),
  }))
  // The last weight is the bias, which costs nothing.
  const size = signs.length + 1
  const best = lowest(size, costAt)
  return {
    bias: best[size - 1] ?? 0,
    weights: signs.map(([sign, size], at) => [sign, size * (best[at] ?? 0)] as const),
  }

  function costAt(weights: Float64Array) {
    const slope = weights.map(weight => PENALTY * weight)
    slope[size - 1] = 0
    let cost = (PENALTY / 2) * weights.subarray(0, -1).reduce((sum, weight) => sum + weight * weight, 0)
    for (const { at, target, weight } of rows) {
      let score = 0
      for (const place of at) score += (weights[place] ?? 0) * (sizes[place] ?? 0)
      cost += weight * Math.log1p(Math.exp(target === 1 ? -score : score))
      const error = weight * (1 / (1 + Math.exp(-score)) - target)
      for (const place of at) slope[place] = (slope[place] ?? 0) + error * (sizes[place] ?? 0)
    }
    return { cost, slope }
  }
}
