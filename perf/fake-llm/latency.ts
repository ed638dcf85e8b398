// How long the simulated vendor takes: a distribution as written on the command line, and a draw from it. Pure.

/** Milliseconds: a constant, an even spread, or a lognormal one with its median and sigma. */
export type Latency =
  | { readonly kind: 'fixed'; readonly ms: number }
  | { readonly kind: 'uniform'; readonly fromMs: number; readonly toMs: number }
  | { readonly kind: 'lognormal'; readonly medianMs: number; readonly sigma: number }

/** Reads `20`, `uniform:10,50` or `lognormal:150,0.4`. Throws RangeError for anything else. */
export function parseLatency(text: string): Latency {
  const [, name, first, second] = /^(?:([a-z]+):)?([\d.]+)(?:,([\d.]+))?$/.exec(text) ?? []
  const a = Number(first)
  const b = Number(second)
  if (name === undefined && a >= 0 && second === undefined) return { kind: 'fixed', ms: a }
  if (name === 'uniform' && a <= b) return { kind: 'uniform', fromMs: a, toMs: b }
  if (name === 'lognormal' && a > 0 && b >= 0) return { kind: 'lognormal', medianMs: a, sigma: b }
  throw new RangeError(`latency must be N, uniform:FROM,TO or lognormal:MEDIAN,SIGMA, got "${text}"`)
}

/** One draw. `random` gives numbers in [0, 1). */
export function drawMs(latency: Latency, random: () => number): number {
  switch (latency.kind) {
    case 'fixed':
      return latency.ms
    case 'uniform':
      return latency.fromMs + random() * (latency.toMs - latency.fromMs)
    case 'lognormal':
      return latency.medianMs * Math.exp(latency.sigma * drawNormal(random))
  }
}

/** Box-Muller; 1 - random() keeps the logarithm away from zero. */
function drawNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Numbers in [0, 1) that a seed repeats (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let x = Math.imul(state ^ (state >>> 15), state | 1)
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61)
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32
  }
}
