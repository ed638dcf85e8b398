// The faults the simulated vendor can show, how they are written, and which of them hits a call. Pure.

const statuses = [
  '400',
  '401',
  '402',
  '403',
  '404',
  '405',
  '408',
  '410',
  '413',
  '422',
  '429',
  '451',
  '500',
  '502',
  '503',
  '504',
] as const
const kinds = [
  ...statuses,
  'hang', // never answers
  'reset', // closes the connection instead of answering
  'slow', // =MS more before the headers
  'cut', // =N closes the connection after N tokens (whole answers: halfway)
  'end', // =N ends a stream in good order after N tokens, but without finish_reason and [DONE]
  'stall', // =N stops a stream after N tokens and keeps the connection open
  'fault', // =N an error event in the stream after N tokens
  'split', // =N sends the body in pieces of N bytes, cutting through characters
  'malformed', // 200 with broken JSON
  'empty', // 200 with no choices
  'filter', // 200 without text, finish_reason content_filter
  'length', // answers, but says that max_tokens ended the answer (finish_reason length)
  'whole', // answers a streamed call whole, as JSON
  'huge', // =BYTES of answer text
] as const

export type FaultKind = (typeof kinds)[number]

export interface Fault {
  readonly kind: FaultKind
  /** Number after `=`: the Retry-After seconds of a 429 or 503, tokens, bytes or milliseconds. */
  readonly arg: number | undefined
  readonly probability: number
  /** How many calls it may still hit. */
  readonly times: number
  /** The window, in seconds since it was set, in which it is active. */
  readonly fromS: number
  readonly toS: number
}

/** Reads `KIND[=ARG][:PROBABILITY][xTIMES][@FROM-TO]`: `503:0.3`, `429=2x1`, `503@10-70`, `cut=5`. */
export function parseFault(text: string): Fault {
  const match = /^([a-z]+|\d{3})(?:=(\d+))?(?::([\d.]+))?(?:x(\d+))?(?:@(\d+)-(\d+))?$/.exec(text)
  const kind = kinds.find(known => known === match?.[1])
  if (match === null || kind === undefined)
    throw new RangeError(`fault must be KIND[=ARG][:PROBABILITY][xTIMES][@FROM-TO], got "${text}"`)
  const [, , arg, probability, times, from, to] = match
  return {
    kind,
    arg: arg === undefined ? undefined : Number(arg),
    probability: Number(probability ?? 1),
    times: Number(times ?? Number.POSITIVE_INFINITY),
    fromS: Number(from ?? 0),
    toS: Number(to ?? Number.POSITIVE_INFINITY),
  }
}

/** The fault that a prompt asks for by a magic word such as `[[sim:503]]`. An unknown word asks for nothing. */
export function faultInText(text: string): Fault | undefined {
  const word = /\[\[sim:([^\]\s]+)\]\]/.exec(text)?.[1]
  if (word === undefined) return undefined
  try {
    return parseFault(word)
  } catch (cause) {
    if (cause instanceof RangeError) return undefined
    throw cause
  }
}

export interface Faults {
  /** The fault that hits this call, if any; the first that applies wins. */
  draw(now: number): Fault | undefined
}

/** The faults set at `setAt` (epoch ms); counts down those that hit a limited number of calls. */
export function createFaults(faults: readonly Fault[], setAt: number, random: () => number): Faults {
  const left = faults.map(fault => fault.times)
  return {
    draw(now) {
      const atS = (now - setAt) / 1000
      const index = faults.findIndex(
        (fault, i) =>
          (left[i] ?? 0) > 0 && atS >= fault.fromS && atS < fault.toS && random() < fault.probability,
      )
      if (index >= 0) left[index] = (left[index] ?? 0) - 1
      return faults[index]
    },
  }
}
