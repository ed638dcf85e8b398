// What a seat may do to dialogs of its shop: each act is one step of the dialog's record, after which the board follows.
import type { Tickets } from '../dialog/queue/tickets.js'
import type { DeskView, EndResult, Handovers, Hold, SeatAct, Told } from '../dialog/store/handovers.js'
import { isInvited, type Outcome } from '../dialog/store/services.js'
import type { DialogId } from '../ids.js'
import type { Offload } from '../offload/offload.js'
import type { KeyedHash } from '../privacy/keyed-hash.js'
import { Problem } from '../problem.js'
import type { Desk } from './desk.js'
import { heldBy, isOnline, mayTake } from './queue-order.js'

/** The person who acts. */
export interface SeatPerson {
  readonly shop: string
  readonly sub: string
  readonly name: string
  readonly skills: readonly string[]
  readonly capacity: number
}

export interface DialogAct {
  readonly dialogId: DialogId
  readonly claimId?: string | undefined
}

export interface SayOrder extends DialogAct {
  /** Raw. */
  readonly text: string
  readonly key?: string | undefined
}

export interface CloseOrder extends DialogAct {
  readonly outcome: Outcome
}

export interface TransferOrder extends DialogAct {
  readonly to?: string | undefined
  readonly skill?: string | undefined
  readonly note?: string | undefined
}

export interface Taken {
  readonly hold: Hold
  readonly view: DeskView
}

/** Each throws a Problem: 'not-found', 'held' (another has it), 'not-held', 'not-waiting', 'store-away'. */
export interface SeatDesk {
  claim(seat: SeatPerson, dialogId: DialogId): Promise<Taken>
  /** Throws 'key-reused' and 'invalid-field', too. */
  say(seat: SeatPerson, order: SayOrder): Promise<{ readonly seq: number; readonly at: number }>
  note(seat: SeatPerson, order: DialogAct & { readonly text: string }): Promise<void>
  release(seat: SeatPerson, order: DialogAct): Promise<void>
  /** 'no-reply' while the customer was heard within a minute throws 'invalid-field'. */
  close(seat: SeatPerson, order: CloseOrder): Promise<void>
  /** Throws 'not-found' when the seat that it should go to is not there. */
  transfer(seat: SeatPerson, order: TransferOrder): Promise<void>
  /** Gives back to the queue what a seat holds, by an operator's act; resolves to how many dialogs that were. */
  takeBack(shop: string, sub: string): Promise<number>
  /** The dialog as its holder sees it. */
  look(shop: string, dialogId: DialogId): Promise<DeskView | undefined>
}

export interface SeatDeskDeps {
  readonly desk: Desk
  readonly handovers: Handovers
  readonly tickets: Pick<Tickets, 'announce'>
  readonly offload: Pick<Offload, 'finish' | 'prepare'>
  readonly keyedHash: KeyedHash
  readonly clock: { now(): number }
  readonly counts: {
    claimRefused(reason: string): void
    claimed(waitedMs: number): void
    said(replyMs: number | undefined): void
    /** A customer is asked to rate a service. */
    ratingInvited(): void
  }
  /** What a customer is told whose messages nobody has answered when the dialog is closed. */
  closedText(customer: { readonly language: string; readonly shop: string }): string
  newId(): string
}

const NO_REPLY_MS = 60_000

export function createSeatDesk(deps: SeatDeskDeps): SeatDesk {
  const { desk, handovers, newId } = deps
  const actOf = ({ shop, sub }: SeatPerson, { dialogId, claimId }: DialogAct): SeatAct => ({
    ...{ dialogId, shop, sub, claimId },
  })
  const look = (shop: string, dialogId: DialogId) => handovers.look(dialogId, shop)

  async function wrote(shop: string, dialogId: DialogId, told: Told): Promise<void> {
    deps.tickets.announce(dialogId, told)
    await desk.settle(shop, dialogId)
  }

  /** The hold that has ended, once others are told. */
  async function ended(shop: string, dialogId: DialogId, result: EndResult): Promise<Hold> {
    if (result.kind === 'absent') throw new Problem('not-found')
    if (result.kind === 'not-held') throw new Problem('not-held')
    await wrote(shop, dialogId, result)
    return result.hold
  }

  function refuseClaim(reason: 'held' | 'not-waiting' | 'not-found', holder?: string): never {
    deps.counts.claimRefused(reason)
    throw new Problem(reason, holder === undefined ? {} : { members: { holder } })
  }

  async function noteOf(
    seat: SeatPerson,
    { dialogId, claimId, text }: DialogAct & { readonly text: string },
  ) {
    const { masked } = await deps.offload.prepare({ text, matches: 0 })
    const noted = await handovers.note(actOf(seat, { dialogId, claimId }), masked)
    if (noted.kind === 'absent') throw new Problem('not-found')
    if (noted.kind === 'not-held') throw new Problem('not-held')
  }

  return {
    look,
    async claim(seat, dialogId) {
      const { shop, sub, name } = seat
      const board = desk.board(shop)
      const row = board.rows.get(dialogId)
      const isKnown = row?.kind === 'waiting' && !row.isReserved
      if (isKnown && !mayTake(board, row, seat)) refuseClaim('not-found')
      const claimed = await handovers.claim({
        dialogId,
        shop,
        sub,
        name,
        claimId: newId(),
        serviceId: newId(),
      })
      if (claimed.kind === 'absent') refuseClaim('not-found')
      if (claimed.kind === 'not-waiting') refuseClaim('not-waiting')
      if (claimed.kind === 'held') refuseClaim('held', claimed.sub)
      if (claimed.isNew) {
        await wrote(shop, dialogId, claimed)
        desk.claimed(shop, row?.skill)
        deps.counts.claimed(Math.max(0, claimed.hold.at - (row?.since ?? claimed.hold.at)))
      }
      const view = await look(shop, dialogId)
      if (!view) throw new Problem('not-found')
      return { hold: claimed.hold, view }
    },
    async say(seat, order) {
      const { masked: text, fragment, blocked } = await deps.offload.finish(order.text)
      if (blocked !== undefined) {
        throw new Problem('invalid-field', {
          errors: [{ field: '/text', message: 'must not hold a blocked term' }],
        })
      }
      const key = deps.keyedHash('say', seat.sub, order.key ?? newId())
      const textHash = deps.keyedHash('text', order.text)
      const message = { text, fragment, ai: false, messageId: newId(), key, textHash, name: seat.name }
      const said = await handovers.say({ ...actOf(seat, order), ...message })
      if (said.kind === 'absent') throw new Problem('not-found')
      if (said.kind === 'not-held') throw new Problem('not-held')
      if (said.kind === 'key-reused') throw new Problem('key-reused')
      if (said.isNew) {
        deps.tickets.announce(order.dialogId, said)
        deps.counts.said(undefined)
      }
      return { seq: said.seq, at: said.at }
    },
    async takeBack(shop, sub) {
      const rows = heldBy(await desk.look(shop), sub)
      for (const { dialogId, claimId } of rows) {
        const result = await handovers.giveBack({ dialogId, shop, sub, claimId }, { reason: 'returned' })
        if (result.kind === 'ended') await wrote(shop, dialogId, result)
      }
      return rows.length
    },
    note: noteOf,
    async release(seat, order) {
      const result = await handovers.giveBack(actOf(seat, order), { reason: 'returned' })
      await ended(seat.shop, order.dialogId, result)
    },
    async close(seat, order) {
      const view = await look(seat.shop, order.dialogId)
      if (!view) throw new Problem('not-found')
      if (order.outcome === 'no-reply' && deps.clock.now() - heardAt(view) < NO_REPLY_MS) {
        const message = 'must be another one: the customer was heard within the last 60 s'
        throw new Problem('invalid-field', { errors: [{ field: '/outcome', message }] })
      }
      const text = deps.closedText({ language: view.handoff.language, shop: seat.shop })
      const fragment = JSON.stringify({ role: 'assistant', content: text })
      const result = await handovers.close(actOf(seat, order), { text, fragment, ai: false }, order.outcome)
      await ended(seat.shop, order.dialogId, result)
      if (isInvited(order.outcome)) deps.counts.ratingInvited()
    },
    async transfer(seat, order) {
      const { dialogId, to, skill, note } = order
      if (to === seat.sub) {
        throw new Problem('invalid-field', { errors: [{ field: '/to', message: 'must be another seat' }] })
      }
      const other = to === undefined ? undefined : (await desk.look(seat.shop)).seats.get(to)
      if (to !== undefined && (!other || !isOnline(other))) throw new Problem('seat-away')
      if (note !== undefined) await noteOf(seat, { ...order, text: note })
      const act = actOf(seat, order)
      const result = other
        ? await handovers.move(act, {
            ...{ dialogId, shop: seat.shop, sub: other.sub, name: other.name },
            ...{ claimId: newId(), serviceId: newId() },
          })
        : await handovers.giveBack(act, { reason: 'transfer', skill })
      await ended(seat.shop, dialogId, result)
    },
  }
}

/** When the customer last wrote. */
function heardAt({ turns, unanswered, hold }: DeskView): number {
  const asked = turns.findLast(({ text }) => text !== '')?.at ?? 0
  return Math.max(asked, unanswered.at(-1)?.at ?? 0, hold?.at ?? 0)
}
