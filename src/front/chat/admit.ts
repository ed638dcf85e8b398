// From a valid question to an order that may be posted: whose it is, what it says, and its token spent.

import type { Admission } from '../../admission/admission.js'
import type { Overload } from '../../admission/overload.js'
import type { AnswerLookup } from '../../answer/lookup.js'
import type { Identity } from '../../auth/identity.js'
import type { Tokens } from '../../auth/tokens.js'
import type { TurnOrder } from '../../dialog/chat.js'
import { type Language, languageOf } from '../../language.js'
import { Problem } from '../../problem.js'
import { withCards } from '../../shop/subject.js'
import type { Trace } from '../../trace/trace.js'
import type { Call, EarlyRefusal } from '../http/route.js'
import type { AskedQuestion } from './asked-question.js'
import { createEarlyRefusals } from './early-refusals.js'
import { invalid, questionOf, tidy } from './question.js'
import { subjectOf } from './subject.js'

/** One turn before it is admitted. */
export interface CandidateTurn {
  readonly customer: Identity
  readonly asked: AskedQuestion
  /** JSON Pointer to the text in what the client sent. */
  readonly textField: string
  /** The idempotency key as given, and what the client calls it. */
  readonly key: string | undefined
  readonly keyField: string
  /** The path that it came by. */
  readonly entry: string
  readonly trace: Trace
  readonly language: Language
  readonly arrivedAt: number
  /** The client hears of the dialog before it hears the answer. */
  readonly announces: boolean
  /** Where the RateLimit headers go. */
  readonly headers: Record<string, string>
}

export interface Admitter {
  /** Of requests that bring an AskedQuestion as their body. */
  readonly early: EarlyRefusal
  /** Throws Problem 'invalid-field', 'image-refused', 'forbidden', 'overloaded' or 'rate-limited'. */
  admit(candidate: CandidateTurn): TurnOrder
  /** The same for a turn that comes as a request. */
  order(call: Call<AskedQuestion>, form: Pick<CandidateTurn, 'announces' | 'textField'>): TurnOrder
}

export interface AdmitterDeps {
  readonly admission: Pick<Admission, 'admit' | 'admitCheap' | 'isSpent' | 'refuse' | 'refuseHurried'>
  readonly lookup: Pick<AnswerLookup, 'classify'>
  readonly overload: Pick<Overload, 'refusesCostly' | 'isFullForCostly' | 'refusal'>
  readonly tokens: Pick<Tokens, 'claimed'>
  /** Absent: questions bring no pictures. */
  readonly pictures: object | undefined
  /** TEXT_MAX. */
  readonly textMax: number
  /** TURN_DEADLINE_MS. */
  readonly deadlineMs: number
}

const keyShape = /^[!-~]{1,64}$/

export function createAdmitter(deps: AdmitterDeps): Admitter {
  const { admission, lookup, overload, textMax, deadlineMs } = deps
  const early = createEarlyRefusals(deps)
  const admit = (candidate: CandidateTurn): TurnOrder => {
    const { customer, asked, key, trace, entry, language, arrivedAt, announces, headers } = candidate
    const subject = subjectOf(asked, deps.pictures !== undefined)
    const words = checkedText(candidate, textMax)
    const text = subject === undefined ? words : withCards(words, subject.cards)
    const dialogId = asked.dialog_id ?? undefined
    const known = early.known(asked) ?? lookup.classify({ customer, text, dialogId, subject })
    if (!known.isCheap && overload.refusesCostly()) throw new Problem('overloaded', overload.refusal())
    const admitted = known.isCheap ? admission.admitCheap(customer) : admission.admit(customer)
    Object.assign(headers, admitted.headers)
    if (!admitted.ok) throw new Problem('rate-limited', { retryAfterS: admitted.retryAfterS })
    // Listed here and on the rest of a turn's way: two spreads cost more than everything else about such an object.
    return {
      customer,
      text,
      dialogId,
      subject,
      known,
      key,
      trace,
      entry,
      language,
      announces,
      admittedAt: arrivedAt,
      deadlineAt: arrivedAt + deadlineMs,
    }
  }
  return {
    early,
    admit,
    order: ({ request, identity, body, trace, arrivedAt, headers }, { announces, textField }) =>
      admit({
        customer: identity,
        asked: body,
        textField,
        key: request.headers.get('idempotency-key'),
        keyField: 'Idempotency-Key',
        entry: request.path,
        trace,
        language: languageOf(request.headers.get('accept-language'), identity.language),
        arrivedAt,
        announces,
        headers,
      }),
  }
}

/** The customer's own words; none beside cards that are a question alone. Throws Problem 'invalid-field' or
 *  'forbidden'. */
function checkedText(candidate: CandidateTurn, textMax: number): string {
  const { customer, asked, textField, key, keyField } = candidate
  const isCardAlone = (asked.attachments ?? []).length > 0 && tidy(asked.text ?? '') === ''
  const text = isCardAlone ? '' : questionOf(asked.text ?? '', textField, textMax)
  checkKey(key, keyField)
  if (asked.uid !== undefined && asked.uid !== customer.uid) {
    throw new Problem('forbidden', { detail: 'The uid is not the one of the token' })
  }
  return text
}

/** Throws Problem 'invalid-field'. */
export function checkKey(key: string | undefined, keyField: string): void {
  if (key !== undefined && !keyShape.test(key)) {
    throw invalid([{ field: keyField, message: 'must be 1 to 64 visible ASCII characters' }])
  }
}
