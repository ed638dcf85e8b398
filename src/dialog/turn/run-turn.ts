// A turn's whole life, top to bottom: mask, place, answer, mask, commit, reply. storing.ts places and stores turns,
// chat-service.ts posts them, live-turns.ts stops them.
import { type Draft, isByModel, type MaskedAnswer, type StoredTurn } from '../../answer/answer.js'
import type { Lookup } from '../../answer/lookup.js'
import type { Question } from '../../answer/question.js'
import type { RuledQuestion } from '../../answer/tool-answers.js'
import type { Prepared } from '../../offload/offload.js'
import { Problem } from '../../problem.js'
import type { TurnReply } from '../chat.js'
import type { EnterResult } from '../queue/tickets.js'
import type { Past } from '../store/dialogs.js'
import { aboutOf } from './about.js'
import { createDeltas } from './deltas.js'
import { createStoring, type End } from './storing.js'
import { handedOf, questionOf, replyOf, stopped, type Turn, toolTurnOf } from './turn.js'
import type { TurnDeps } from './turn-deps.js'

/** Runs the turn to its end and stores it. Rejects with a Problem when the turn is refused or stopped. */
export type RunTurn = (turn: Turn) => Promise<TurnReply>

export function createTurnRunner(deps: TurnDeps): RunTurn {
  const { clock, lookup, responder, blocked, tickets } = deps
  const storing = createStoring({ ...deps, quietAnswer })

  return async function run(turn) {
    turn.meter.step('front')
    const found = lookup.find(turn.order.known, deps.level(turn.order.customer.shop))
    const prepared = await mask(turn, found)
    turn.meter.step('mask')
    const question = { ...questionOf(turn, prepared, found), ...(await remembered(turn)) }
    const ruled = deps.toolAnswers.match(toolTurnOf(turn, question, found.draft))
    const made = ruled ? undefined : await readyAnswer(turn, question, found.draft)
    const ready = made && (await withOffer(turn, question, made))
    turn.meter.step('answer')
    if (turn.slot.ahead) await turn.slot.ahead
    const posed = { question, ready, ruled, found: found.draft }
    try {
      for (;;) {
        const end = await tryOnce(turn, posed)
        if (end.kind === 'done') return stored(turn, question, end.turn)
        storing.prepareAgain(turn, end)
      }
    } catch (error) {
      return withoutStore(turn, posed, error)
    }
  }

  /** The reply of a stored turn, once the offer that it makes is recorded. */
  function stored(turn: Turn, question: Question, kept: StoredTurn): TurnReply | Promise<TurnReply> {
    const reply = replyOf(turn, kept, clock.now())
    if (!turn.offer) return reply
    return deps.people.keepOffer(handedOf(turn, question), turn.offer).then(() => reply)
  }

  /** The order and product that the dialog remembers with the turn. */
  async function remembered({ order: { subject } }: Turn): Promise<Pick<Question, 'about'>> {
    return subject === undefined ? {} : { about: await aboutOf(subject, deps.offload) }
  }

  /** Masks the question; later steps use the raw text only for a seat that may see it. */
  async function mask(turn: Turn, found: Lookup): Promise<Prepared> {
    const { text, customer } = turn.order
    // Published texts hold no personal data, so a known one is its own mask, unless it holds a long number.
    const isItsMask = found.draft !== undefined && !turn.order.known.isNumbered
    const matches = Math.max(responder.matchesWanted(found), deps.toolAnswers.matchesWanted(customer.shop))
    const prepared = await (isItsMask
      ? deps.recall(text)
      : deps.offload.prepare({ text, matches, shop: customer.shop }))
    if (prepared.hits.length > 0) deps.audit(turn, prepared.hits, 'question')
    turn.masked = prepared.hits.map(({ kind }) => kind)
    return prepared
  }

  /** An answer that needs neither the vendor nor the dialog's past, if there is one. */
  async function readyAnswer(turn: Turn, question: Question, found: Draft | undefined) {
    const fixed = blocked.instead(question)
    if (fixed) return maskAnswer(turn, fixed)
    const handed = handedOf(turn, question)
    const person = await deps.people.asked(handed)
    const draft = person ?? found ?? responder.ready(question)
    if (draft?.source !== 'notice' || person) return draft && maskAnswer(turn, draft)
    return maskAnswer(turn, (await deps.people.instead(handed, draft)) ?? draft)
  }

  /** The masked answer, or the fixed text that replaces one that may not pass. */
  async function maskAnswer(turn: Turn, draft: Draft): Promise<MaskedAnswer> {
    const answer = await deps.finish(draft)
    if (answer.hits.length > 0) deps.audit(turn, answer.hits, 'answer')
    const { language, customer } = turn.order
    return blocked.passed(answer, { language, shop: customer.shop })
  }

  /** A question with values takes its place even if its answer is ready: only then is the dialog's vault known. */
  function tryOnce(turn: Turn, posed: Posed): Promise<End> {
    const { question, ready } = posed
    const isFree = ready && question.prepared.held === undefined
    return isFree ? storing.storeReady(turn, question, ready) : askAndStore(turn, posed)
  }

  async function askAndStore(turn: Turn, posed: Posed): Promise<End> {
    const entry = await storing.place(turn, posed.question)
    if (entry.kind !== 'run') return entry
    const { past } = entry
    const labelled = deps.ownValues?.labelled(posed.question, past, turn.order.customer.owner)
    const { question, vault } = labelled ?? { question: posed.question, vault: undefined }
    const answer = await answerInPlace(turn, { ...posed, question }, entry)
    turn.meter.step('answer')
    const end = await storing.commit(turn, question, { answer, past, vault })
    if (end.kind === 'refused' && isByModel(answer.draft)) turn.hasLostAnswer = true
    return end
  }

  /** The answer of a turn that has its place. */
  async function answerInPlace(turn: Turn, posed: Posed, { isBotOff, past }: Entry): Promise<MaskedAnswer> {
    const { question, ready, ruled } = posed
    if (ready && !(isBotOff && isByModel(ready.draft))) return ready
    const told = ruled && (await toolAnswer(turn, posed, ruled))
    const made = told ?? (await (isBotOff ? quietAnswer(turn, question) : askVendor(turn, question, past)))
    return withOffer(turn, question, made)
  }

  /** The answer, with the offer of a person if the question calls for one. */
  async function withOffer(turn: Turn, question: Question, answer: MaskedAnswer): Promise<MaskedAnswer> {
    const offering = turn.offer ?? deps.people.offer(handedOf(turn, question), answer.draft)
    if (offering !== undefined) turn.offer = await offering
    return turn.offer ? { ...answer, draft: { ...answer.draft, offer: turn.offer } } : answer
  }

  /** The tool's answer, or a ready answer when the tool has none. */
  async function toolAnswer(turn: Turn, { question, found }: Posed, ruled: RuledQuestion) {
    const draft = await turn.meter.whileWaiting(() => deps.toolAnswers.answer(ruled, question.level))
    return draft ? maskAnswer(turn, draft) : readyAnswer(turn, question, found)
  }

  /** An answer without a model, for a customer who has switched the bot off while no person is there. */
  async function quietAnswer(turn: Turn, question: Question): Promise<MaskedAnswer> {
    return maskAnswer(turn, (await responder.fallback(question)) ?? responder.silent(question))
  }

  /** The vendor's answer, or the one that another turn with the same question is getting. */
  function askVendor(turn: Turn, question: Question, past: Past): Promise<MaskedAnswer> {
    const { meter, signal, order } = turn
    const isClean = question.prepared.hits.length === 0
    const shared = { asked: order.known.asked, isClean, level: question.level, signal }
    meter.usage = undefined
    return meter.whileWaiting(() =>
      deps.share(shared, async () => {
        const draft = await streamedDraft(turn, question, past)
        meter.resume()
        return maskVendors(turn, question, draft)
      }),
    )
  }

  /** The vendor's masked answer: masking takes place around the placeholders. */
  async function maskVendors(turn: Turn, { placeholders }: Question, draft: Draft): Promise<MaskedAnswer> {
    if (placeholders === undefined || draft.source !== 'llm') return maskAnswer(turn, draft)
    const answer = await maskAnswer(turn, { ...draft, text: placeholders.marked(draft.text) })
    return deps.ownValues?.sealed(answer, placeholders, turn.order.customer.owner) ?? answer
  }

  /** The vendor's draft, once its deltas have left. */
  async function streamedDraft(turn: Turn, question: Question, past: Past): Promise<Draft> {
    const deltas = turn.streams ? createDeltas(deps.offload, turn.sink, question.placeholders) : undefined
    const call = { signal: turn.signal, ...(deltas && { onDelta: deltas.push }) }
    const { draft, vendorMs, usage } = await responder.respond(question, past.fragments, call)
    turn.meter.vendorTook(vendorMs, usage)
    if (draft.source === 'llm') await deltas?.end()
    return draft
  }

  /** Answers without the store if the answer needs no past; such an answer is in no history. */
  async function withoutStore(turn: Turn, { question, ready }: Posed, error: unknown): Promise<TurnReply> {
    const made = isStoreAway(turn, error) ? (ready ?? (await sureAnswer(turn, question))) : undefined
    if (made === undefined) throw error
    // A ticket taken before the store went away must not hold the dialog up when the store is back.
    if (turn.maskedTurn) tickets.takeBack(turn.maskedTurn)
    const at = clock.now()
    const variant = question.variant && { variant: question.variant.name }
    const answer = { ...made.draft, text: made.masked, reason: 'store-away', ...variant }
    const unstored = { turnId: turn.turnId, seq: 0, at, text: question.prepared.masked, answer }
    return { ...replyOf(turn, unstored, at), stateless: true }
  }

  /** The FAQ's answer, if it is a confident one. */
  async function sureAnswer(turn: Turn, question: Question): Promise<MaskedAnswer | undefined> {
    const draft = await responder.fallback(question)
    return draft && maskAnswer(turn, draft)
  }
}

type Entry = Extract<EnterResult, { kind: 'run' }>

/** The masked question of a turn, and its answer when that was ready before the turn had its place. */
interface Posed {
  readonly question: Question
  readonly ready: MaskedAnswer | undefined
  /** Present when a tool may answer it by itself. */
  readonly ruled: RuledQuestion | undefined
  /** The answer of a lookup. */
  readonly found: Draft | undefined
}

/** True when the turn may end without the store: a promised one may not, because its answer must be kept. */
function isStoreAway({ isPromised, signal }: Turn, error: unknown): boolean {
  const cause = signal.aborted ? stopped(signal) : error
  return !isPromised && cause instanceof Problem && cause.kind === 'store-away'
}
