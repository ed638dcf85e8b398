// Builds the rules by which dialogs go to people though nobody asked.
import type { Clock } from '../clock.js'
import type { TurnReply } from '../dialog/chat.js'
import type { Handovers } from '../dialog/store/handovers.js'
import type { TurnHandoff } from '../dialog/turn/handed-turn.js'
import type { RunTurn } from '../dialog/turn/run-turn.js'
import type { Turn } from '../dialog/turn/turn.js'
import type { RatingOrder } from '../feedback/feedback.js'
import type { DialogId } from '../ids.js'
import type { PeopleMetrics } from '../ops/people-metrics.js'
import type { HandoffDocument } from '../people/handoff-document.js'
import type { Asking } from '../seats/asking.js'
import { type ReadDanger, readDangerOf } from '../seats/handoff-rules.js'
import { createNewestAnswers } from '../seats/newest-answers.js'
import {
  createReadPersonWords,
  isAsked,
  type ReadMixedWish,
  type ReadPersonWords,
  readMixedWishOf,
} from '../seats/person-words.js'
import { createRuleWatch } from '../seats/rule-watch.js'
import { createSlowWatch } from '../seats/slow-watch.js'
import { createTurnHandoff, type TurnHandoffDeps } from '../seats/turn-handoff.js'
import type { State } from './state.js'

export interface HandoffRuleParts {
  readonly turnHandoff: TurnHandoff
  /** The same runs, watched for those that take long. A customer who refuses the machine hears so when it is silent
   *  already, and one whose first words ask for a person in vain when the shop will be told. */
  watched(run: RunTurn): RunTurn
  /** Called with each answered turn. */
  answered(turn: Turn, reply: TurnReply): void
  /** Called with each thumb down. */
  disliked(order: RatingOrder): void
  close(): Promise<void>
}

/** A shop's handoff document, read. */
export interface ReadRules {
  readonly rules: HandoffDocument
  readonly readWords: ReadPersonWords
  readonly readMixedWish: ReadMixedWish
  readonly readDanger: ReadDanger
}

export function readRules(rules: HandoffDocument): ReadRules {
  return {
    rules,
    readWords: createReadPersonWords(rules),
    readMixedWish: readMixedWishOf(rules),
    readDanger: readDangerOf(rules),
  }
}

export interface HandoffRuleDeps {
  readonly clock: Clock
  readonly asking: Pick<Asking, 'ask' | 'openedInVain'>
  readonly handovers: Pick<Handovers, 'offer' | 'setBot'>
  readonly state: Pick<State, 'dialogs' | 'opinions'>
  readonly counts: Pick<PeopleMetrics, 'handoff'>
  readonly say: TurnHandoffDeps['say']
  of(shop: string): ReadRules
  isSomebodyThere(shop: string): boolean
  isCourtesy(text: string): boolean
  onError(error: unknown): void
}

/** A rule's look at a dialog takes no longer. */
const LOOK_MS = 2_000

export function buildHandoffRules(deps: HandoffRuleDeps): HandoffRuleParts {
  const { asking, handovers, state, counts, onError, isSomebodyThere } = deps
  const rules = (shop: string) => deps.of(shop).rules
  const shared = { ...deps, ask: asking.ask, rules }
  const slowWatch = createSlowWatch({ ...shared, slowS: shop => rules(shop).slow_s })
  const ruleWatch = createRuleWatch({
    ...shared,
    readDanger: shop => deps.of(shop).readDanger,
    newestAnswers: createNewestAnswers(),
    async turnsOf(dialogId, owner) {
      const view = await state.dialogs.read(dialogId, owner, AbortSignal.timeout(LOOK_MS))
      return view?.turns
    },
    async thumbsDown(dialogId) {
      const opinions = await state.opinions.of(dialogId)
      return opinions.filter(one => one.kind === 'rating' && one.score < 0).length
    },
  })

  /** The answer is stored: it is given though the store has gone away since. */
  async function silence(dialogId: DialogId, owner: string): Promise<void> {
    await handovers.setBot(dialogId, owner, 'off').catch(onError)
  }

  /** The wish of a turn that opens its dialog is told of only now: before, no dialog could keep the event. */
  async function tellInVain(
    { order, address }: Turn,
    { dialogId, turn, stateless }: TurnReply,
  ): Promise<void> {
    const { reason, handoff } = turn.answer
    if (!address.opens || stateless || handoff?.why === undefined || !isAsked(reason)) return
    const { customer, trace } = order
    const { turnId } = turn
    const wish = { dialogId, turnId, customer, reason, why: handoff.why, traceparent: trace.traceparent }
    await asking.openedInVain(wish).catch(onError)
  }

  return {
    turnHandoff: createTurnHandoff({
      asking,
      handovers,
      isSomebodyThere,
      rules,
      say: deps.say,
      words: shop => deps.of(shop).readWords,
      mixedWish: shop => deps.of(shop).readMixedWish,
      offered: reason => counts.handoff(reason, 'offered'),
    }),
    watched: run => async turn => {
      const ended = slowWatch.started(turn)
      try {
        const reply = await run(turn)
        if (reply.turn.answer.reason === 'refused-ai')
          await silence(reply.dialogId, turn.order.customer.owner)
        await tellInVain(turn, reply)
        return reply
      } finally {
        ended()
      }
    },
    answered(turn, { dialogId, turn: stored, stateless }) {
      const { customer, language, trace } = turn.order
      const { masked } = turn
      const { traceparent } = trace
      if (!stateless) ruleWatch.answered({ dialogId, customer, language, turn: stored, masked, traceparent })
    },
    disliked({ customer, language, turn: { dialogId } }) {
      ruleWatch.disliked({ dialogId, customer, language })
    },
    close: slowWatch.close,
  }
}
