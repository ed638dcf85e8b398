// Builds the rules by which dialogs go to people though nobody asked.
import type { Clock } from '../clock.js'
import type { TurnReply } from '../dialog/chat.js'
import type { Handovers } from '../dialog/store/handovers.js'
import type { TurnHandoff } from '../dialog/turn/handed-turn.js'
import type { RunTurn } from '../dialog/turn/run-turn.js'
import type { Turn } from '../dialog/turn/turn.js'
import type { RatingOrder } from '../feedback/feedback.js'
import type { PeopleMetrics } from '../ops/people-metrics.js'
import type { HandoffDocument } from '../people/handoff-document.js'
import type { Asking } from '../seats/asking.js'
import { type ReadDanger, readDangerOf } from '../seats/handoff-rules.js'
import {
  createReadPersonWords,
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
  /** The same runs, watched for those that take long. */
  watched(run: RunTurn): RunTurn
  /** Called with each answered turn: who refused the machine is answered by it no more. */
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
  readonly asking: Pick<Asking, 'ask'>
  readonly handovers: Pick<Handovers, 'offer' | 'setBot'>
  readonly state: Pick<State, 'dialogs' | 'opinions'>
  readonly counts: Pick<PeopleMetrics, 'handoff'>
  readonly say: TurnHandoffDeps['say']
  of(shop: string): ReadRules
  isSomebodyThere(shop: string): boolean
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
    async turnsOf(dialogId, owner) {
      const view = await state.dialogs.read(dialogId, owner, AbortSignal.timeout(LOOK_MS))
      return view?.turns
    },
    async thumbsDown(dialogId) {
      const opinions = await state.opinions.of(dialogId)
      return opinions.filter(one => one.kind === 'rating' && one.score < 0).length
    },
  })

  return {
    turnHandoff: createTurnHandoff({
      ...{ asking, handovers, isSomebodyThere, rules, say: deps.say },
      words: shop => deps.of(shop).readWords,
      mixedWish: shop => deps.of(shop).readMixedWish,
      offered: reason => counts.handoff(reason, 'offered'),
    }),
    watched: run => async turn => {
      const ended = slowWatch.started(turn)
      try {
        return await run(turn)
      } finally {
        ended()
      }
    },
    answered(turn, { dialogId, turn: stored, stateless }) {
      const { customer, language, trace } = turn.order
      const { masked } = turn
      const { traceparent } = trace
      if (!stateless) ruleWatch.answered({ dialogId, customer, language, turn: stored, masked, traceparent })
      if (stored.answer.reason !== 'refused-ai') return
      handovers.setBot(dialogId, customer.owner, 'off').catch(onError)
    },
    disliked({ customer, language, turn: { dialogId } }) {
      ruleWatch.disliked({ dialogId, customer, language })
    },
    close: slowWatch.close,
  }
}
