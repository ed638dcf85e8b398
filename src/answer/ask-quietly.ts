// A question asked for whom no customer waits at this moment: of the model as at level 0, whatever the bucket holds, and
// without the shop's tools, which are asked for customers alone. Its caller bounds how often.
import type { Clock } from '../clock.js'
import type { Offload } from '../offload/offload.js'
import type { StopSignal } from '../stop.js'
import { unsampledTraceparent } from '../trace/trace.js'
import type { Responder, Response } from './responder.js'

export interface AskQuietlyDeps {
  readonly clock: Clock
  readonly responder: Pick<Responder, 'respond' | 'matchesWanted'>
  readonly offload: Pick<Offload, 'prepare'>
  readonly randomHex: (bytes: number) => string
}

export interface QuietQuestion {
  /** Masked. */
  readonly text: string
  readonly shop: string
  readonly language: string
  /** Earlier turns as encoded fragments, oldest first. */
  readonly past: readonly string[]
}

const ASK_MS = 10_000

export async function askQuietly(
  { clock, responder, offload, randomHex }: AskQuietlyDeps,
  { text, shop, language, past }: QuietQuestion,
  signal: StopSignal,
): Promise<Response> {
  const how = { level: 0, isPaid: true } as const
  const prepared = await offload.prepare({ text, matches: responder.matchesWanted(how, shop), shop })
  const call = { traceparent: unsampledTraceparent(randomHex), deadlineAt: clock.now() + ASK_MS }
  return responder.respond({ ...how, prepared, shop, language, ...call }, past, { signal })
}
