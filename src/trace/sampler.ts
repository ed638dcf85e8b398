// Which traces are recorded, decided once where a trace begins. Pure, but for the randomness that is handed in.

/** `given` is what a caller that may say so has decided, undefined when there is none. */
export type IsSampled = (given: boolean | undefined) => boolean

/** The names are those of OTEL_TRACES_SAMPLER; the first is the default. */
export const SAMPLERS = [
  'parentbased_traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'traceidratio',
  'always_on',
  'always_off',
] as const
export type SamplerName = (typeof SAMPLERS)[number]

/** `random` is a number from 0 to 1. Not the trace id decides: strangers may send one, and choose it. */
export function createSampler(name: SamplerName, ratio: number, random: () => number): IsSampled {
  const share = name.endsWith('always_on') ? 1 : name.endsWith('always_off') ? 0 : ratio
  const own = () => random() < share
  return name.startsWith('parentbased_') ? given => given ?? own() : own
}

/** Whether traces that come in are recorded. */
export interface TraceDecision {
  readonly isSampled: IsSampled
  /** Whether the sampled flag of this peer counts. */
  trusts(peer: ArrayBuffer): boolean
}
