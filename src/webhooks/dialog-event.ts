// The data of a dialog's event for shops: facts known before the act, joined with those of the dialog's record at the
// moment of the act, in the field names of the HTTP contract. Pure.
import { entriesOf, type SpokenEntry } from '../answer/entries.js'
import type { EventSeed } from '../dialog/store/event-seed.js'
import type { DeskView } from '../dialog/store/handovers.js'
import type { Moment } from '../dialog/store/outbox.js'
import { orderRemembered } from '../shop/subject.js'

export interface ToldRules {
  /** REPORT_HOURS in milliseconds. */
  readonly reportMs: number
  /** The dialog in a few words, for a close of which its seat says nothing. */
  summaryOf(view: DeskView): string
}

/** The dialog when its event is moved; undefined when the dialog is gone, or was never handed over. */
export type ToldView = DeskView | undefined

/** Most characters of the customer's newest text. */
const LAST_MAX = 120
/** Bytes of a transcript: it leaves room for the rest of a body. */
const TRANSCRIPT_BYTES = 14_000

export function dialogEventData(
  { type, data }: EventSeed,
  moment: Moment,
  { view, reportMs, summaryOf }: ToldRules & { readonly view: ToldView },
): Readonly<Record<string, unknown>> {
  const { at, handoff } = moment
  const told = { ref: handoff?.ref, ...data }
  switch (type) {
    case 'dialog.handoff':
      return {
        reason: handoff?.reason,
        priority: handoff?.priority,
        last: lastOf(view),
        order_id: view && orderRemembered(view.turns),
        ...told,
      }
    case 'dialog.claimed':
      return { ...told, waited_s: waitedS(moment), why: handoff?.reason }
    case 'dialog.transferred':
    case 'dialog.returned':
      return { ...told, waited_s: waitedS(moment) }
    case 'dialog.closed':
      return {
        summary: (view && summaryOf(view)) || undefined,
        ...told,
        service: serviceOf(moment, told),
        ...toldTranscriptOf(view, moment.seq),
      }
    case 'dialog.reported':
      return { ...told, answer_by: timeOf(at + reportMs) }
    case 'dialog.message':
      return { ...told, at: timeOf(at) }
    case 'dialog.erased':
      return {}
    default:
      return told
  }
}

/** Seconds since the customer began to wait. */
function waitedS({ at, handoff }: Moment): number {
  return Math.max(0, Math.round((at - (handoff?.since ?? at)) / 1000))
}

function lastOf(view: ToldView): string | undefined {
  const texts = [...(view?.turns ?? []), ...(view?.unanswered ?? [])].map(({ text }) => text)
  return texts.findLast(text => text !== '')?.slice(0, LAST_MAX)
}

function serviceOf({ at, service }: Moment, { seat }: Readonly<Record<string, unknown>>) {
  if (!service) return undefined
  const { serviceId, claimedAt } = service
  return { service_id: serviceId, seat, claimed_at: timeOf(claimedAt), closed_at: timeOf(at) }
}

/** The newest entries that fit, oldest first; `cut` says that there were more. */
function toldTranscriptOf(view: ToldView, seq: number) {
  if (!view) return {}
  const entries = view.turns
    .filter(turn => turn.seq <= seq)
    .flatMap(entriesOf)
    .map(toldOf)
  const transcript: ReturnType<typeof toldOf>[] = []
  let bytes = 0
  for (const entry of entries.toReversed()) {
    bytes += Buffer.byteLength(JSON.stringify(entry))
    if (bytes > TRANSCRIPT_BYTES) return { transcript, cut: ['transcript'], transcript_url: pathOf(view) }
    transcript.unshift(entry)
  }
  return { transcript }
}

/** The whole of it, for the shop's admins, as long as the dialog lives. */
const pathOf = ({ dialogId }: DeskView) => `/chat/${dialogId}/transcript`

function toldOf({ seq, at, from, name, text, ai }: SpokenEntry) {
  return { seq, at: timeOf(at), from, name, text, ai }
}

function timeOf(at: number): string {
  return new Date(at).toISOString()
}
