// Turns that go to people: the text asks for a person, or at level 3 no other source has an answer. Other answers may
// come with an offer of a person.
import type { Draft, Level } from '../answer/answer.js'
import type { Handovers } from '../dialog/store/handovers.js'
import type { HandoffOffer } from '../dialog/store/talk.js'
import type { HandedTurn, TurnHandoff } from '../dialog/turn/handed-turn.js'
import { Problem } from '../problem.js'
import type { PeopleKind } from '../text-kinds.js'
import type { Asking, PersonAsked } from './asking.js'
import { type HandoffRules, offerFor } from './handoff-rules.js'
import type { AskedReason, ReadMixedWish, ReadPersonWords } from './person-words.js'
import { priorityOf } from './priority.js'
import type { HandoffView } from './standing.js'

export interface TurnHandoffDeps {
  readonly asking: Pick<Asking, 'ask'>
  readonly handovers: Pick<Handovers, 'offer'>
  isSomebodyThere(shop: string): boolean
  rules(shop: string): HandoffRules
  /** Counts an offer of a person. */
  offered(reason: string): void
  /** The shop's test for texts that ask for a person. */
  words(shop: string): ReadPersonWords
  /** The shop's test for texts that ask for a person and for something else. */
  mixedWish(shop: string): ReadMixedWish
  /** Text about people for a customer, in the sentences of their shop. */
  say(customer: { readonly language: string; readonly shop: string }, kind: PeopleKind): string
}

const PEOPLE: Level = 3

export function createTurnHandoff(deps: TurnHandoffDeps): TurnHandoff {
  const { asking, words, say } = deps

  async function ask(turn: HandedTurn, reason: PersonAsked['reason']): Promise<HandoffView | undefined> {
    const { dialogId, opens, customer, language, traceparent } = turn
    try {
      return await asking.ask({ dialogId, opens, customer, language, traceparent, reason })
    } catch (error) {
      // The dialog is not this customer's, or the store is away: the turn is answered as any other turn is.
      if (error instanceof Problem) return undefined
      throw error
    }
  }

  function notice({ language, level, customer }: HandedTurn, view: HandoffView, reason: string): Draft {
    const kind = view.open ? 'asked' : view.why
    const text = say({ language, shop: customer.shop }, kind)
    return { text, source: 'notice', level, reason, handoff: view }
  }

  async function askedFor(turn: HandedTurn, reason: AskedReason): Promise<Draft | undefined> {
    const view = await ask(turn, reason)
    return view === undefined || view.mode === 'seat' ? undefined : notice(turn, view, reason)
  }

  /** Records the offer in the dialog, so that it is made once in ten minutes. */
  async function record({ dialogId, customer }: HandedTurn, reason: HandoffOffer['reason']) {
    try {
      const priority = priorityOf(reason, customer)
      return await deps.handovers.offer(dialogId, customer.owner, { reason, priority })
    } catch (error) {
      if (error instanceof Problem) return 'not-now'
      throw error
    }
  }

  /** A dialog that the turn opens may not exist yet. */
  async function offer(turn: HandedTurn, reason: HandoffOffer['reason']): Promise<Draft['offer']> {
    const recorded = await record(turn, reason)
    if (recorded === 'not-now' || (recorded === 'absent' && !turn.opens)) return undefined
    deps.offered(reason)
    return { kind: 'handoff', reason }
  }

  return {
    asked(turn) {
      const reason = words(turn.customer.shop)(turn.text)
      return reason === undefined ? undefined : askedFor(turn, reason)
    },
    async instead(turn, { level }) {
      if (level !== PEOPLE) return undefined
      const view = await ask(turn, 'ladder')
      return view?.mode === 'queued' ? notice(turn, view, 'ladder') : undefined
    },
    offer(turn, answer) {
      const { shop } = turn.customer
      if (answer.handoff || !deps.isSomebodyThere(shop)) return undefined
      const reason =
        offerFor(turn, deps.rules(shop)) ?? (deps.mixedWish(shop)(turn.text) ? 'asked' : undefined)
      return reason && offer(turn, reason)
    },
    async keepOffer(turn, { reason }) {
      if (turn.opens) await record(turn, reason)
    },
  }
}
