// A transcript as JSON and as text. What a model wrote is marked in both, as the labelling measures ask.
import { Type } from '@sinclair/typebox'
import type { Language } from '../../language.js'
import type { Transcript, TranscriptEntry } from '../../transcripts/transcript.js'
import { Cards } from './cards.js'
import { Answer, Id, Moment } from './json.js'

const speakers: Readonly<Record<Language, Readonly<Record<TranscriptEntry['from'], string>>>> = {
  zh: { customer: '顾客', bot: '机器人', seat: '客服', system: '备注' },
  en: { customer: 'Customer', bot: 'Bot', seat: 'Agent', system: 'Note' },
}

const Verdict = Type.Object({
  score: Type.Integer(),
  solved: Type.Optional(Type.Boolean()),
  comment: Type.Optional(Type.String()),
})
const Service = Type.Object({
  service_id: Id,
  seat: Type.Optional(Type.String({ description: 'Not for customers, who know seats by their names.' })),
  outcome: Type.Optional(Type.String({ description: 'Absent while it goes on.' })),
  closed_at: Type.Optional(Moment),
  rating: Type.Optional(Verdict),
})
const Entry = Type.Object({
  seq: Type.Optional(
    Type.Integer({ description: 'Absent for notes, left messages and what waits for a person.' }),
  ),
  at: Moment,
  from: Type.Union(Object.keys(speakers.zh).map(name => Type.Literal(name))),
  name: Type.Optional(Type.String({ description: 'Of a seat.' })),
  text: Type.String(),
  ai: Answer.properties.ai,
  source: Type.Optional(Answer.properties.source),
  cards: Type.Optional(Cards),
  rating: Type.Optional(Verdict),
})
export const TranscriptBody = Type.Object({
  dialog_id: Id,
  shop: Type.Union([Type.String(), Type.Null({ description: 'Opened before dialogs knew their shop.' })]),
  from: Type.Union([Moment, Type.Null()]),
  to: Type.Union([Moment, Type.Null()]),
  services: Type.Array(Service),
  entries: Type.Array(Entry),
  AIGC: Type.Optional(
    Type.Object(
      { Label: Type.Literal('1'), ContentProducer: Type.String(), ProduceID: Id },
      { description: 'Present when a model wrote some of it.' },
    ),
  ),
})

const moment = (ms: number) => new Date(ms).toISOString()

/** `producer` is AIGC_PRODUCER. */
export function transcriptJson({ dialogId, shop, services, entries }: Transcript, producer: string) {
  const [first, last] = [entries[0], entries.at(-1)]
  const label = { Label: '1', ContentProducer: producer, ProduceID: dialogId }
  return {
    dialog_id: dialogId,
    shop: shop ?? null,
    from: first ? moment(first.at) : null,
    to: last ? moment(last.at) : null,
    services: services.map(({ serviceId, closedAt, ...service }) => ({
      service_id: serviceId,
      ...service,
      ...(closedAt !== undefined && { closed_at: moment(closedAt) }),
    })),
    entries: entries.map(({ at, ...entry }) => ({ ...entry, at: moment(at) })),
    ...(entries.some(({ ai }) => ai) && { AIGC: label }),
  }
}

const AI_MARK = '[AI生成] '
/** An entry has one line whatever it says: no words of a customer can begin a line. */
const LINE_ENDS = /[\r\n\v\f\u0085\u2028\u2029]+/g

export function transcriptText({ entries }: Transcript, language: Language): string {
  return entries.map(entry => lineOf(entry, language)).join('')
}

function lineOf({ at, from, name, text, ai }: TranscriptEntry, language: Language): string {
  const speaker = name === undefined ? speakers[language][from] : `${speakers[language][from]} ${name}`
  return `${ai ? AI_MARK : ''}${moment(at)} ${speaker}: ${text}`.replace(LINE_ENDS, ' ').concat('\n')
}
