// A logistic model over signs that are there or not, with a penalty on large weights. Its best weights are unique.

export interface Example {
  readonly is: boolean
  /** How much it counts. */
  readonly weight: number
  readonly signs: readonly string[]
}

interface Row {
  readonly target: number
  readonly weight: number
  readonly at: readonly number[]
}

/** Strength of the penalty. */
const PENALTY = 3
const ROUNDS = 600

/** Weights for these signs alone; others are passed over. */
export function fitted(examples: readonly Example[], signs: readonly string[]) {
  const places = new Map(signs.map((sign, at) => [sign, at]))
  const rows: readonly Row[] = examples.map(({ is, weight, signs: own }) => ({
    target: is ? 1 : 0,
    weight,
    at: [...own.flatMap(sign => places.get(sign) ?? []), signs.length],
  }))
  const size = signs.length + 1
  let now: Float64Array = new Float64Array(size)
  let ahead: Float64Array = new Float64Array(size)
  let momentum = 1
  const steps = curvatures(rows, size).map(most => 1 / (most + PENALTY))

  // Nesterov's method: each round goes a step from where the last two would lead.
  for (let round = 0; round < ROUNDS; round++) {
    const slope = slopeAt(ahead)
    const next = ahead.map((value, at) => value - (steps[at] ?? 0) * (slope[at] ?? 0))
    const more = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2
    const push = (momentum - 1) / more
    ahead = next.map((value, at) => value + push * (value - (now[at] ?? 0)))
    now = next
    momentum = more
  }
  return { bias: now[size - 1] ?? 0, weights: signs.map((sign, at) => [sign, now[at] ?? 0] as const) }

  function slopeAt(weights: Float64Array): Float64Array {
    const slope = weights.map((weight, at) => (at === size - 1 ? 0 : PENALTY * weight))
    for (const { at, target, weight } of rows) {
      let score = 0
      for (const place of at) score += weights[place] ?? 0
      const error = weight * (1 / (1 + Math.exp(-score)) - target)
      for (const place of at) slope[place] = (slope[place] ?? 0) + error
    }
    return slope
  }
}

/** Bounds of the curvature along each sign: its rows, each counted as often as it has signs. */
function curvatures(rows: readonly Row[], size: number): Float64Array {
  const sums = new Float64Array(size)
  for (const { at, weight } of rows)
    for (const place of at) sums[place] = (sums[place] ?? 0) + 0.25 * weight * at.length
  return sums
}
