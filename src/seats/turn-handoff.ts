// A turn that goes to people: because its text asks for one, or because at level 3 nobody else has an answer.
import type { Draft, Level } from '../answer/answer.js'
import type { HandedTurn, TurnHandoff } from '../dialog/turn/handed-turn.js'
import { Problem } from '../problem.js'
import type { PeopleKind } from '../text-kinds.js'
import type { Asking, HandoffView, PersonAsked } from './asking.js'
import type { AskedReason, ReadPersonWords } from './person-words.js'

export interface TurnHandoffDeps {
  readonly asking: Pick<Asking, 'ask'>
  /** The words of a shop. */
  words(shop: string): ReadPersonWords
  /** What is said to a customer of people. */
  say(language: string, kind: PeopleKind): string
}

const PEOPLE: Level = 3

export function createTurnHandoff({ asking, words, say }: TurnHandoffDeps): TurnHandoff {
  async function ask(turn: HandedTurn, reason: PersonAsked['reason']): Promise<HandoffView | undefined> {
    const { dialogId, opens, customer, language } = turn
    try {
      return await asking.ask({ dialogId, opens, customer, language, reason })
    } catch (error) {
      // Not this customer's dialog, or the store is away: the turn is answered as any other is.
      if (error instanceof Problem) return undefined
      throw error
    }
  }

  function notice({ language, level }: HandedTurn, view: HandoffView, reason: string): Draft {
    const kind = view.mode === 'bot' ? view.why : 'asked'
    return { text: say(language, kind), source: 'notice', level, reason, handoff: view }
  }

  async function askedFor(turn: HandedTurn, reason: AskedReason): Promise<Draft | undefined> {
    const view = await ask(turn, reason)
    return view === undefined || view.mode === 'seat' ? undefined : notice(turn, view, reason)
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
  }
}
