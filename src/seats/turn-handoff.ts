// Turns that go to people: the text asks for a person, or at level 3 no other source has an answer. Other answers may
// come with an offer of a person.
import type { Draft, Level } from '../answer/answer.js'
import type { Handovers } from '../dialog/store/handovers.js'
import type { HandedTurn, TurnHandoff } from '../dialog/turn/handed-turn.js'
import { Problem } from '../problem.js'
import type { PeopleKind } from '../text-kinds.js'
import { type Asking, type PersonAsked, priorities } from './asking.js'
import { type HandoffRules, offerFor } from './handoff-rules.js'
import type { AskedReason, ReadPersonWords } from './person-words.js'
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
  /** Text about people for a customer. */
  say(language: string, kind: PeopleKind): string
}

const PEOPLE: Level = 3

export function createTurnHandoff(deps: TurnHandoffDeps): TurnHandoff {
  const { asking, words, say } = deps

  async function ask(turn: HandedTurn, reason: PersonAsked['reason']): Promise<HandoffView | undefined> {
    const { dialogId, opens, customer, language } = turn
    try {
      return await asking.ask({ dialogId, opens, customer, language, reason })
    } catch (error) {
      // The dialog is not this customer's, or the store is away: the turn is answered as any other turn is.
      if (error instanceof Problem) return undefined
      throw error
    }
  }

  function notice({ language, level }: HandedTurn, view: HandoffView, reason: string): Draft {
    const kind = view.open ? 'asked' : view.why
    return { text: say(language, kind), source: 'notice', level, reason, handoff: view }
  }

  async function askedFor(turn: HandedTurn, reason: AskedReason): Promise<Draft | undefined> {
    const view = await ask(turn, reason)
    return view === undefined || view.mode === 'seat' ? undefined : notice(turn, view, reason)
  }

  /** Records the offer, so that it is made once in ten minutes. A dialog that the turn opens does not exist yet: its
   *  offer is kept with the answer only. */
  async function offer(turn: HandedTurn, reason: 'security' | 'mood'): Promise<Draft['offer']> {
    const { dialogId, opens, customer } = turn
    const made = { reason, priority: priorities[reason] }
    try {
      const result = await deps.handovers.offer(dialogId, customer.owner, made)
      if (result === 'not-now' || (result === 'absent' && !opens)) return undefined
    } catch (error) {
      if (error instanceof Problem) return undefined
      throw error
    }
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
      const reason = offerFor(turn, deps.rules(shop))
      return reason && offer(turn, reason)
    },
  }
}
