// The key of a question in the hot answers, and which questions and answers may pass from one customer to another.
// Errs on the safe side: a question wrongly kept out only costs a call.
import { isContextFree } from '../faq/context.js'
import { normalise } from '../faq/normalise.js'
import type { Smalltalk } from '../faq/smalltalk.js'
import { isPlain } from './plain.js'

/** Answers never leave their scope. */
export interface Scope {
  readonly shop: string
  /** Names all that shapes an answer besides the question: the prompt, the FAQ, the model. */
  readonly promptVersion: string
  /** The gray variant. */
  readonly variant: string
}

export interface HotKey {
  readonly scope: Scope
  /** The normal form of the raw text: it may hold personal data until `Hot.note` has been told otherwise. */
  readonly form: string
  /** Nothing said before, nobody's order, no small talk and nothing that the form leaves out: its answer may be learned
   *  and shared. */
  readonly isFree: boolean
}

/** `earlier` are the customer's turns before this one; undefined when they are not known, which counts as bound. */
export type ReadHotKey = (scope: Scope, text: string, earlier: readonly string[] | undefined) => HotKey

const LONGEST_FORM = 64
/** Order and phone numbers; a question with such a run of digits is about something of its customer. */
const ownNumber = /\p{Nd}{7}/u
/** Digits of a mobile number; hotlines have fewer. */
const ownNumberInAnswer = /\d{11}/

export function createReadHotKey(smalltalk: Smalltalk): ReadHotKey {
  const isFree = (text: string, form: string, earlier: readonly string[]) =>
    form.length > 1 &&
    form.length <= LONGEST_FORM &&
    isPlain(text, form) &&
    !ownNumber.test(form) &&
    smalltalk(text) === undefined &&
    isContextFree(text, earlier, smalltalk)
  return (scope, text, earlier) => {
    const form = normalise(text)
    return new JudgedKey(scope, form, () => earlier !== undefined && isFree(text, form, earlier))
  }
}

/** A class, because making a getter for each key would cost a turn more than its form does. */
class JudgedKey implements HotKey {
  #isFree: boolean | undefined

  constructor(
    readonly scope: Scope,
    readonly form: string,
    private readonly judge: () => boolean,
  ) {}

  /** Asked for few of all questions: of those that reach the vendor or have a learned answer. */
  get isFree(): boolean {
    this.#isFree ??= this.judge()
    return this.#isFree
  }
}

/** A whole, masked answer and what is known of it. */
export interface SharableAnswer {
  readonly text: string
  readonly source: string
  /** Why a degraded source answered. */
  readonly reason?: string
}

/** `hits` are the places that masking found in the answer. */
export function mayShare({ text, source, reason }: SharableAnswer, hits: number): boolean {
  return (
    source === 'llm' && reason === undefined && hits === 0 && text !== '' && !ownNumberInAnswer.test(text)
  )
}

/** One string a scope and form, never the same for two: a form holds letters and digits only. */
export function keyOf({ scope, form }: HotKey): string {
  return `${scopeKey(scope)}\n${form}`
}

export function scopeKey({ shop, promptVersion, variant }: Scope): string {
  return JSON.stringify([shop, promptVersion, variant])
}
