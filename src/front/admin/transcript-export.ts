// The transcripts of a shop as operators export them: NDJSON, read from the store no faster than the client takes them.
import { Type } from '@sinclair/typebox'
import type { AuditLog } from '../../audit/audit-log.js'
import { Problem } from '../../problem.js'
import type { TranscriptFilter, Transcripts } from '../../transcripts/transcripts.js'
import { Moment } from '../chat/json.js'
import { invalid } from '../chat/question.js'
import { TranscriptBody, transcriptJson } from '../chat/transcript-json.js'
import { linesReply, NDJSON } from '../http/ndjson.js'
import { type Client, signalOf } from '../http/request.js'
import type { Call, Route } from '../http/route.js'
import { momentIn } from './moment.js'
import { shopNamed, shopParameter } from './shops.js'

export interface TranscriptExportDeps {
  readonly transcripts: Pick<Transcripts, 'all'>
  /** An export is on record before it begins: it hands out what customers have said. */
  readonly auditLog: Pick<AuditLog, 'acted'>
  /** AIGC_PRODUCER. */
  readonly aigcProducer: string
}

const ROUTE = { method: 'GET', path: '/admin/transcripts' } as const
/** Exports that run at a time in this process: each walks over the whole store. */
const AT_ONCE = 2
const RETRY_S = 10
const EXPORT_MS = 3_600_000
const SEAT_MAX = 256

export function transcriptExport({ transcripts, auditLog, aigcProducer }: TranscriptExportDeps): Route {
  const running = new Set<Client>()

  function enter(client: Client): void {
    for (const other of running) if (!other.isOpen) running.delete(other)
    if (running.size >= AT_ONCE) throw new Problem('rate-limited', { retryAfterS: RETRY_S })
    running.add(client)
  }

  async function* lines(filter: TranscriptFilter, client: Client): AsyncGenerator<string> {
    for await (const transcript of transcripts.all(filter, signalOf(client, EXPORT_MS)))
      yield `${JSON.stringify(transcriptJson(transcript, aigcProducer))}\n`
  }

  return {
    ...ROUTE,
    summary: 'Live dialogs in which something was said in a time',
    who: 'admin',
    parameters: [
      {
        in: 'query',
        name: 'from',
        schema: Moment,
        description: 'The begin of the time; absent: all before `to`.',
      },
      {
        in: 'query',
        name: 'to',
        schema: Moment,
        description: 'The end of the time, which is not part of it.',
      },
      {
        in: 'query',
        name: 'seat',
        schema: Type.String({ maxLength: SEAT_MAX }),
        description: 'Only dialogs in which the seat of this `sub` closed a service, or which it holds.',
      },
      shopParameter,
    ],
    replies: { 200: { description: 'A transcript a line', type: NDJSON, schema: TranscriptBody } },
    problems: ['forbidden', 'invalid-field', 'rate-limited', 'store-away'],
    async handle(call) {
      const { request, identity, trace } = call
      const filter = filterOf(call)
      enter(request.client)
      await auditLog.acted(ROUTE, identity, { trace })
      return linesReply(lines(filter, request.client))
    },
  }
}

function filterOf(call: Call): TranscriptFilter {
  const given = new URLSearchParams(call.request.query)
  const seat = given.get('seat') || undefined
  if (seat !== undefined && seat.length > SEAT_MAX) throw invalid([{ field: 'seat', message: 'is too long' }])
  return {
    from: momentIn('from', given.get('from') || undefined) ?? Number.NEGATIVE_INFINITY,
    to: momentIn('to', given.get('to') || undefined) ?? Number.POSITIVE_INFINITY,
    seat,
    shop: shopNamed(call),
  }
}
