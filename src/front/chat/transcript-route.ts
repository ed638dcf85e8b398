// The transcript of a dialog, for those who may read it: its customer, the seat that holds it, admins of its shop.
import { languageOf } from '../../language.js'
import { Problem } from '../../problem.js'
import type { TranscriptReader, Transcripts } from '../../transcripts/transcripts.js'
import { shopNamed, shopParameter } from '../admin/shops.js'
import { type CustomerRate, pay } from '../customer-rate.js'
import { json, type Reply } from '../http/reply.js'
import { signalOf, weightsOf } from '../http/request.js'
import type { Call, Route } from '../http/route.js'
import { TranscriptBody, transcriptJson, transcriptText } from './transcript-json.js'
import { createTurnstile } from './turnstile.js'

export interface TranscriptRouteDeps {
  readonly transcripts: Pick<Transcripts, 'read'>
  /** A reading is counted as questions to the store are. */
  readonly mayAsk: CustomerRate
  /** AIGC_PRODUCER. */
  readonly aigcProducer: string
  readonly limits: { readonly readMs: number }
}

/** Transcripts that are read at a time for all readers: each reply may have some 300 KiB. */
const AT_ONCE = 4

export function transcriptRoute({ transcripts, mayAsk, aigcProducer, limits }: TranscriptRouteDeps): Route {
  const gate = createTurnstile(AT_ONCE)
  return {
    method: 'GET',
    path: '/chat/{dialog_id}/transcript',
    summary: 'All that was said in a dialog, to be kept; as text/plain a line an entry',
    who: 'customer',
    whoElse: ['seat', 'admin'],
    parameters: [shopParameter],
    replies: {
      200: {
        description: 'The transcript as JSON, or as text/plain where Accept prefers it',
        schema: TranscriptBody,
      },
    },
    problems: ['not-found', 'rate-limited', 'store-away'],
    async handle(call): Promise<Reply> {
      pay(mayAsk, call.identity.owner)
      const { params, request } = call
      const reader = readerOf(call)
      const transcript = await gate.pass(() =>
        transcripts.read(params.dialog_id ?? '', reader, signalOf(request.client, limits.readMs)),
      )
      if (!transcript) throw new Problem('not-found')
      const headers = { Vary: 'Accept, Accept-Language' }
      if (!prefersText(request.headers.get('accept') ?? '')) {
        return json(200, transcriptJson(transcript, aigcProducer), headers)
      }
      const body = transcriptText(
        transcript,
        languageOf(request.headers.get('accept-language'), call.identity.language),
      )
      return { status: 200, type: 'text/plain; charset=utf-8', body, headers }
    },
  }
}

function readerOf(call: Pick<Call, 'identity' | 'request'>): TranscriptReader {
  const { role, owner, shop, uid: sub } = call.identity
  if (role === 'admin') return { role, shop: shopNamed(call) }
  return role === 'seat' ? { role, shop, sub } : { role, shop, owner }
}

function prefersText(accept: string): boolean {
  const weights = weightsOf(accept)
  return (weights.get('text/plain') ?? 0) > (weights.get('application/json') ?? 0)
}
