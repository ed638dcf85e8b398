// A turn's whole life, top to bottom: mask, place, answer, mask, commit, reply. storing.ts places and stores turns,
// chat-service.ts posts them, live-turns.ts stops them.
import { type Draft, isByModel, type MaskedAnswer, type StoredTurn } from '../../answer/answer.js'
import type { Lookup } from '../../answer/lookup.js'
import type { Question } from '../../answer/question.js'
import type { RuledQuestion } from '../../answer/tool-answers.js'
import { withQuotation } from '../../answer/unseen-pictures.js'
import { pause } from '../../clock.js'
import { Problem } from '../../problem.js'
import type { TurnReply } from '../chat.js'
import type { EnterResult } from '../queue/tickets.js'
import type { Past } from '../store/dialogs.js'
import { aboutOf } from './about.js'
import { createDeltas } from './deltas.js'
import { createMasking } from './masking.js'
import { checkPictures, picturedOf } from './pictured.js'
import { createStoring, type End } from './storing.js'
import { handedOf, questionOf, replyOf, stopped, type Turn, toolTurnOf } from './turn.js'
import type { TurnDeps } from './turn-deps.js'

/** Runs the turn to its end and stores it. Rejects with a Problem when the turn is refused or stopped. */
export type RunTurn = (turn: Turn) => Promise<TurnReply>

export function createTurnRunner(deps: TurnDeps): RunTurn {
  const { clock, lookup, responder, blocked, unseen, tickets } = deps
  const storing = createStoring({ ...deps, quietAnswer })
  const masking = createMasking(deps)

  return async function run(turn) {
    const posed = await begin(turn)
    turn.meter.step('answer')
    if (turn.slot.ahead) await turn.slot.ahead
    const { question } = posed
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

  /** Masks the question, and looks for an answer that needs no place. */
  async function begin(turn: Turn): Promise<Posed> {
    const isPictured = picturedOf(turn) !== undefined
    if (isPictured) await checkPictures(turn, deps.pictures)
    turn.meter.step('front')
    const { known, customer, subject, text } = turn.order
    const found = lookup.find(known, deps.level(customer.shop))
    const prepared = await masking.question(turn, found, text)
    turn.meter.step('mask')
    // The dialog remembers the order and product of the question with the turn.
    const about = subject && (await aboutOf(subject, deps.offload))
    const question = questionOf(turn, { prepared, about }, found)
    // Pictures are read once the turn has its place, because only then its client can be given a 202.
    if (isPictured && deps.pictures.isReading)
      return { question, found, ruled: undefined, ready: undefined, isUnread: true }
    turn.hasUnseenPicture = isPictured
    return await pose(turn, question, found)
  }

  /** The question with what may be said to it before it has its place. */
  async function pose(turn: Turn, question: Question, found: Lookup): Promise<Posed> {
    const matching = deps.toolAnswers.match(toolTurnOf(turn, question, found.draft))
    const ruled = matching && (await matching)
    const made = ruled ? undefined : await readyAnswer(turn, question, found.draft)
    return { question, found, ruled, ready: made && (await withOffer(turn, question, made)) }
  }

  /** The question with the text of its pictures, read once whatever the number of tries. */
  async function poseRead(turn: Turn, { question, found }: Posed): Promise<Posed> {
    const pictured = picturedOf(turn)
    if (pictured === undefined) return pose(turn, question, found)
    turn.pictureTexts ??= await turn.meter.whileWaiting(() => deps.pictures.read(pictured, turn.signal))
    turn.hasUnseenPicture = turn.pictureTexts.length === 0
    if (turn.hasUnseenPicture) return pose(turn, question, found)
    const prepared = await masking.question(turn, found, withQuotation(turn.order.text, turn.pictureTexts))
    return pose(turn, { ...question, prepared }, found)
  }

  /** An answer that needs neither the vendor nor the dialog's past, if there is one. */
  async function readyAnswer(turn: Turn, question: Question, found: Draft | undefined) {
    const fixed = blocked.instead(question)
    if (fixed) return masking.answer(turn, fixed)
    const handed = handedOf(turn, question)
    const asking = deps.people.asked(handed)
    const person = asking && (await asking)
    const told = found ?? (turn.hasUnseenPicture ? unseen.instead(question) : undefined)
    const draft = person ?? told ?? responder.ready(question)
    if (draft?.source !== 'notice' || person) return draft && masking.answer(turn, draft)
    return masking.answer(turn, (await deps.people.instead(handed, draft)) ?? draft)
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
    const read = posed.isUnread ? await poseRead(turn, posed) : posed
    const labelled = deps.ownValues?.labelled(read.question, past, turn.order.customer.owner)
    const { question: told, vault } = labelled ?? { question: read.question, vault: undefined }
    const question = turn.hasUnseenPicture ? unseen.noted(told) : told
    const answer = await answerInPlace(turn, { ...read, question }, entry)
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

  /** The answer, with the offer of a person if the question calls for one; at once when it does not. */
  function withOffer(turn: Turn, question: Question, answer: MaskedAnswer) {
    const offering = turn.offer ?? deps.people.offer(handedOf(turn, question), answer.draft)
    return offering === undefined ? answer : offered(turn, answer, offering)
  }

  async function offered(turn: Turn, answer: MaskedAnswer, offering: Offer | Promise<Offer>) {
    turn.offer = await offering
    return turn.offer ? { ...answer, draft: { ...answer.draft, offer: turn.offer } } : answer
  }

  /** The tool's answer, or a ready answer when the tool has none. */
  async function toolAnswer(turn: Turn, { question, found }: Posed, ruled: RuledQuestion) {
    const draft = await turn.meter.whileWaiting(() => deps.toolAnswers.answer(ruled, question.level))
    return draft ? masking.answer(turn, draft) : readyAnswer(turn, question, found.draft)
  }

  /** An answer without a model, for a customer who has switched the bot off while no person is there. */
  async function quietAnswer(turn: Turn, question: Question): Promise<MaskedAnswer> {
    return masking.answer(turn, (await responder.fallback(question)) ?? responder.silent(question))
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
        return masking.vendors(turn, question, draft)
      }),
    )
  }

  /** The vendor's draft, once its deltas have left. */
  async function streamedDraft(turn: Turn, question: Question, past: Past): Promise<Draft> {
    const deltas = turn.streams
      ? createDeltas({ offload: deps.offload, sink: turn.sink, pause }, question.placeholders)
      : undefined
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
    return draft && masking.answer(turn, draft)
  }
}

type Offer = Draft['offer']

type Entry = Extract<EnterResult, { kind: 'run' }>

/** The masked question of a turn, and its answer when that was ready before the turn had its place. */
interface Posed {
  readonly question: Question
  readonly ready: MaskedAnswer | undefined
  /** Present when a tool may answer it by itself. */
  readonly ruled: RuledQuestion | undefined
  /** The answer of a lookup. */
  readonly found: Lookup
  /** The text of its pictures is still to be read. */
  readonly isUnread?: true
}

/** True when the turn may end without the store: a promised one may not, because its answer must be kept. */
function isStoreAway({ isPromised, signal }: Turn, error: unknown): boolean {
  const cause = signal.aborted ? stopped(signal) : error
  return !isPromised && cause instanceof Problem && cause.kind === 'store-away'
}
