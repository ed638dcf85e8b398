// Work left for the next seat: a customer's message, and each dialog that waits when the shop closes.
import type { Tickets } from '../dialog/queue/tickets.js'
import type { KeepEvent } from '../dialog/store/event-seed.js'
import type { EndedWait, LeftMessage, LeftMessages } from '../dialog/store/left-messages.js'
import type { DialogId } from '../ids.js'
import type { Offload } from '../offload/offload.js'
import type { KeyedHash } from '../privacy/keyed-hash.js'
import { Problem } from '../problem.js'
import { repeat } from '../timers.js'
import type { PersonAsked } from './asking.js'
import type { DeskRow } from './board.js'
import type { Desk } from './desk.js'
import { queueOf, rowsOf } from './queue-order.js'

export interface LeavingMessages {
  /** Resolves to the message's id. Throws Problem 'not-found', 'rate-limited', 'key-reused', 'masking-failed' or
   *  'store-away'. */
  leaveMessage(asked: PersonAsked, text: string): Promise<string>
  /** Leaves the dialogs that wait in closed shops for the next seat; the loop does this every second. */
  closeQueues(): Promise<void>
  close(): Promise<void>
}

export interface LeavingDeps {
  readonly desk: Pick<Desk, 'boards' | 'recent' | 'settle'>
  readonly leftMessages: LeftMessages
  readonly tickets: Pick<Tickets, 'announce'>
  readonly offload: Pick<Offload, 'prepare'>
  readonly keyedHash: KeyedHash
  closedUntil(shop: string): object | undefined
  readonly keepEvent: KeepEvent
  /** Called with each message that a customer has left, once it is stored; its customer waits for the call. */
  onMessageLeft(message: LeftMessage): void
  newId(): string
  readonly onError: (error: unknown) => void
}

const ROUND_MS = 1_000
/** Waits of one shop that are ended in a round. */
const ENDED_A_ROUND = 100
/** Dialogs of one customer that may have a message on the board: its places are for all. */
const LEFT_MAX = 10

export function createLeavingMessages(deps: LeavingDeps): LeavingMessages {
  const { desk, leftMessages, keyedHash } = deps

  /** The shop is told of what the act leaves. */
  function told<T>(
    { dialogId, shop, owner, messageId, text }: EndedWait & Pick<DeskRow, 'owner'>,
    act: (event: string) => Promise<T>,
  ): Promise<T> {
    const data = { message_id: messageId, text }
    return deps.keepEvent(dialogId, { type: 'dialog.message_left', shop, owner, data }, act)
  }

  async function endWait(shop: string, { dialogId, since, owner, last: text }: DeskRow): Promise<void> {
    const wait = { dialogId, shop, messageId: keyedHash('left', dialogId, String(since)), text }
    const ended = await told({ ...wait, owner }, event => leftMessages.endWait({ ...wait, event }))
    if (ended.kind === 'left') deps.tickets.announce(dialogId, ended)
    await desk.settle(shop, dialogId)
  }

  async function closeQueues(): Promise<void> {
    for (const [shop, board] of desk.boards()) {
      if (deps.closedUntil(shop) === undefined) continue
      const rows = queueOf(board).filter(({ isReserved }) => !isReserved)
      for (const row of rows.slice(0, ENDED_A_ROUND)) await endWait(shop, row)
    }
  }
  const closing = repeat(() => closeQueues().catch(deps.onError), ROUND_MS)

  async function isRoomFor(shop: string, owner: string, dialogId: DialogId): Promise<boolean> {
    const board = await desk.recent(shop)
    return board.rows.get(dialogId)?.kind === 'left' || rowsOf(board, 'left', owner) < LEFT_MAX
  }

  return {
    async leaveMessage({ dialogId, language, customer, key }, text) {
      const { owner, shop, ref } = customer
      if (!(await isRoomFor(shop, owner, dialogId))) throw new Problem('rate-limited', { retryAfterS: 60 })
      const messageId = key === undefined ? deps.newId() : keyedHash('left', dialogId, key)
      const { masked } = await deps.offload.prepare({ text, matches: 0 })
      const who = { dialogId, owner, shop, ref, language }
      const message = { ...who, messageId, text: masked, textHash: keyedHash('text', text) }
      const left = await told(message, event => leftMessages.leave({ ...message, event }))
      if (left.kind === 'absent') throw new Problem('not-found')
      if (left.kind === 'key-reused') throw new Problem('key-reused')
      if (left.kind === 'full') throw new Problem('rate-limited', { retryAfterS: 60 })
      // Before whatever may fail: a repetition is no new message.
      if (left.isNew) deps.onMessageLeft(message)
      await desk.settle(shop, dialogId)
      return messageId
    },
    closeQueues,
    close: closing.close,
  }
}
