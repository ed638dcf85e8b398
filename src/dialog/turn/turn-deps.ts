// The needs of a turn's run, which is run-turn.ts.
import type { Level } from '../../answer/answer.js'
import type { BlockedAnswers } from '../../answer/blocked.js'
import type { AnswerLookup } from '../../answer/lookup.js'
import type { Finish, Recall } from '../../answer/mask-cache.js'
import type { Responder } from '../../answer/responder.js'
import type { MakeShared } from '../../answer/shared-answer.js'
import type { ToolAnswers } from '../../answer/tool-answers.js'
import type { UnseenPictures } from '../../answer/unseen-pictures.js'
import type { Clock } from '../../clock.js'
import type { Hit, Offload } from '../../offload/offload.js'
import type { Tickets } from '../queue/tickets.js'
import type { TurnHandoff } from './handed-turn.js'
import type { OwnValues } from './own-values.js'
import type { TurnPictures } from './pictured.js'
import type { PromiseTurn } from './promise.js'
import type { StoringTickets } from './storing.js'
import type { Address, Turn } from './turn.js'

export interface TurnDeps {
  readonly clock: Clock
  readonly origin: string
  readonly tickets: Pick<Tickets, StoringTickets | 'takeBack'>
  readonly offload: Pick<Offload, 'prepare' | 'piece'>
  readonly finish: Finish
  readonly recall: Recall
  readonly lookup: Pick<AnswerLookup, 'find'>
  /** Fixed texts that replace blocked questions and answers. */
  readonly blocked: BlockedAnswers
  /** Pictures that come with questions. */
  readonly pictures: TurnPictures
  /** What is said of pictures that nothing here can read. */
  readonly unseen: UnseenPictures
  readonly responder: Responder
  readonly toolAnswers: ToolAnswers
  readonly share: MakeShared
  /** Absent with MASK_MODE=stars. */
  readonly ownValues?: OwnValues | undefined
  level(shop: string): Level
  /** Called with the hits of masking in the question or in the answer. */
  audit(turn: Turn, hits: readonly Hit[], place: 'question' | 'answer'): void
  /** Turns that go to people. */
  readonly people: TurnHandoff
  /** Makes a turn that waits for a person durable. */
  readonly promise: PromiseTurn
  /** Counts a model's answer that came too late: a person has the dialog, or the customer has switched the bot off. */
  lateAnswer(): void
  /** Shows the seat that holds the dialog what its customer wrote, where seats may see that. */
  showLive(turn: Turn): void
  /** A new address for a turn whose dialog does not exist. */
  renew(turn: Turn): Address
}
