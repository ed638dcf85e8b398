// Outcomes of the turns of both sides as plain counters, which add up over processes in any order. Times are counted in
// classes, each a tenth longer than the one before. Pure.

/** Counters of one side by name: `turns`, `failed`, …, and `first:<class>`, `answer:<class>` for times. */
export type Counters = Readonly<Record<string, number>>

/** A turn for which the vendor was asked. */
export interface VendorTurn {
  /** The vendor failed, whatever the customer got. */
  readonly isFailed: boolean
  /** The customer got a notice. */
  readonly isNotice: boolean
  /** Milliseconds from the question at the vendor to the first piece of the answer, and to its end. */
  readonly firstMs: number
  readonly answerMs: number
  /** The model's calls of tools; absent where it was offered none. */
  readonly tools?: { readonly calls: number; readonly faults: number } | undefined
}

const CLASS = Math.log(1.1)
const CLASSES_MAX = 150

/** 1 ms and less is class 0; class n ends at 1.1^n ms. */
export function classOf(ms: number): number {
  return Math.min(CLASSES_MAX, Math.max(0, Math.ceil(Math.log(Math.max(ms, 1)) / CLASS)))
}

/** The names of the counters that a turn raises, each as often as by how much. */
export function countsOf({ isFailed, isNotice, firstMs, answerMs, tools }: VendorTurn): string[] {
  const names = ['turns']
  for (let n = 0; n < (tools?.calls ?? 0); n++) names.push('tool_calls')
  for (let n = 0; n < (tools?.faults ?? 0); n++) names.push('tool_faults')
  if (isNotice) names.push('notices')
  // A failure is no answer, so its times do not count.
  if (isFailed) names.push('failed')
  else names.push('answered', `first:${classOf(firstMs)}`, `answer:${classOf(answerMs)}`)
  return names
}

export function count(counters: Counters, name: string): number {
  return counters[name] ?? 0
}

/** Number of times in classes above `bound`. */
export function above(counters: Counters, kind: 'first' | 'answer', bound: number): number {
  return classes(counters, kind).reduce((sum, [of, n]) => (of > bound ? sum + n : sum), 0)
}

/** The class in which the share of the times is reached; undefined without any. */
export function quantile(counters: Counters, kind: 'first' | 'answer', share: number): number | undefined {
  const sorted = classes(counters, kind).sort(([a], [b]) => a - b)
  let left = share * sorted.reduce((sum, [, n]) => sum + n, 0)
  for (const [of, n] of sorted) {
    left -= n
    if (left <= 0) return of
  }
  return undefined
}

function classes(counters: Counters, kind: string): [number, number][] {
  const prefix = `${kind}:`
  return Object.entries(counters).flatMap(([name, n]): [number, number][] =>
    name.startsWith(prefix) ? [[Number(name.slice(prefix.length)), n]] : [],
  )
}
