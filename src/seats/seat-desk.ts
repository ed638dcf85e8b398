// A seat's acts on dialogs of its shop: each is one step of the dialog's record, and the board is corrected after it.
import type { Tickets } from '../dialog/queue/tickets.js'
import type { DeskView, EndResult, Handovers, SeatAct, Told } from '../dialog/store/handovers.js'
import { isInvited } from '../dialog/store/services.js'
import type { DialogId } from '../ids.js'
import type { Offload } from '../offload/offload.js'
import type { KeyedHash } from '../privacy/keyed-hash.js'
import { Problem } from '../problem.js'
import { encodeMessage } from '../prompt/fragment.js'
import { type Claiming, createClaiming } from './claiming.js'
import type { Desk } from './desk.js'
import type { Drafts } from './drafts.js'
import type { Offering } from './offering.js'
import { heldBy, isOnline } from './queue-order.js'
import { heardAt } from './row.js'
import type { CloseOrder, DialogAct, SayOrder, SeatPerson, TransferOrder } from './seat-acts.js'

/** Each throws a Problem: 'not-found', 'held' (another has it), 'not-held', 'not-waiting', 'at-capacity', 'key-reused',
 *  'store-away'. */
export interface SeatDesk extends Claiming {
  /** Throws 'invalid-field', too. */
  say(seat: SeatPerson, order: SayOrder): Promise<{ readonly seq: number; readonly at: number }>
  note(seat: SeatPerson, order: DialogAct & { readonly text: string }): Promise<void>
  release(seat: SeatPerson, order: DialogAct): Promise<void>
  /** The outcome 'no-reply' throws 'invalid-field' within a minute of the customer's last message. */
  close(seat: SeatPerson, order: CloseOrder): Promise<void>
  /** Throws 'seat-away' when the receiving seat is not online, 'at-capacity' when that seat has no room. */
  transfer(seat: SeatPerson, order: TransferOrder): Promise<void>
  /** Gives a seat's dialogs back to the queue by an operator's act; resolves to the number of dialogs. */
  takeBack(shop: string, sub: string): Promise<number>
  /** The dialog as its holder sees it. */
  read(shop: string, dialogId: DialogId): Promise<DeskView | undefined>
}

export interface SeatDeskDeps {
  readonly desk: Desk
  readonly offering: Pick<Offering, 'reserve' | 'accept' | 'release' | 'load'>
  readonly handovers: Handovers
  readonly tickets: Pick<Tickets, 'announce'>
  readonly offload: Pick<Offload, 'finish' | 'prepare'>
  readonly keyedHash: KeyedHash
  readonly clock: { now(): number }
  readonly counts: {
    claimRefused(reason: string): void
    claimed(waitedMs: number): void
    foretold(ratio: number): void
    said(replyMs: number | undefined, firstReplyMs: number | undefined): void
    /** Counts a customer's invitation to rate a service. */
    ratingInvited(): void
  }
  /** Text for a customer whose messages have no answer when the dialog is closed. */
  closedText(customer: { readonly language: string; readonly shop: string }): string
  readonly isDraft: Drafts['isDraft']
  /** Numbers that the shop published: a seat may say them. */
  numbersOf(shop: string): { apart(text: string): { readonly text: string; restore(masked: string): string } }
  newId(): string
}

const NO_REPLY_MS = 60_000
/** What a refused act is told as. */
const problems = { absent: 'not-found', 'not-held': 'not-held', 'key-reused': 'key-reused' } as const
const released = { reason: 'returned', why: 'released' } as const
const byAdmin = { reason: 'returned', why: 'admin' } as const

export function createSeatDesk(deps: SeatDeskDeps): SeatDesk {
  const { desk, handovers, newId } = deps
  const actOf = ({ shop, sub }: SeatPerson, { dialogId, claimId }: DialogAct): SeatAct => ({
    dialogId,
    shop,
    sub,
    claimId,
  })

  /** An act that is done once under its key, whatever it asks for. */
  function onceOf(seat: SeatPerson, name: string, { key, ...order }: DialogAct): SeatAct {
    if (key === undefined) return actOf(seat, order)
    const hash = (...parts: string[]) => deps.keyedHash('act', seat.sub, ...parts)
    return { ...actOf(seat, order), once: { key: hash(key), body: hash(name, JSON.stringify(order)) } }
  }

  /** True when the act was done before, under its key. */
  async function isDone(act: SeatAct): Promise<boolean> {
    const before = act.once && (await handovers.before(act))
    if (before?.kind === 'key-reused') throw new Problem('key-reused')
    return before !== undefined
  }
  const readView = (shop: string, dialogId: DialogId) => handovers.read(dialogId, shop)

  async function wrote(shop: string, dialogId: DialogId, told: Told): Promise<void> {
    deps.tickets.announce(dialogId, told)
    await desk.settle(shop, dialogId)
  }

  const claiming = createClaiming({ ...deps, wrote })

  /** Announces the end of a hold; false when it had ended before, under the same key. */
  async function ended(shop: string, dialogId: DialogId, result: EndResult): Promise<boolean> {
    if (result.kind === 'repeated') return false
    if (result.kind !== 'ended') throw new Problem(problems[result.kind])
    await wrote(shop, dialogId, result)
    return true
  }

  /** The seat that is to have the dialog; undefined where that is the head of the queue. */
  async function receiverOf(shop: string, to: string | undefined) {
    if (to === undefined) return undefined
    const board = await desk.refresh(shop)
    const other = board.seats.get(to)
    if (!other || !isOnline(other)) throw new Problem('seat-away')
    if (deps.offering.load(shop, board, other.sub) >= other.capacity) throw new Problem('at-capacity')
    return other
  }

  const masked = async (text: string) => (await deps.offload.prepare({ text, matches: 0 })).masked

  async function noteOf(
    seat: SeatPerson,
    { dialogId, claimId, key, text }: DialogAct & { readonly text: string },
  ) {
    const act = onceOf(seat, `note ${text}`, { dialogId, claimId, key })
    const noted = await handovers.note(act, await masked(text))
    if (noted.kind !== 'noted' && noted.kind !== 'repeated') throw new Problem(problems[noted.kind])
  }

  return {
    read: readView,
    claim: claiming.claim,
    accept: claiming.accept,
    async say(seat, order) {
      const numbers = deps.numbersOf(seat.shop).apart(order.text)
      const { masked: said, fragment: encoded, blocked } = await deps.offload.finish(numbers.text)
      if (blocked !== undefined) {
        throw new Problem('invalid-field', {
          errors: [{ field: '/text', message: 'must not hold a blocked term' }],
        })
      }
      const key = deps.keyedHash('say', seat.sub, order.key ?? newId())
      const textHash = deps.keyedHash('text', order.text)
      const { draftId } = order
      const ai = draftId !== undefined && deps.isDraft(order.dialogId, { draftId, text: order.text })
      const [text, fragment] = [numbers.restore(said), numbers.restore(encoded)]
      const message = { text, fragment, ai, messageId: newId(), key, textHash, name: seat.name }
      const kept = await handovers.say({ ...actOf(seat, order), ...message })
      if (kept.kind === 'absent') throw new Problem('not-found')
      if (kept.kind === 'not-held') throw new Problem('not-held')
      if (kept.kind === 'key-reused') throw new Problem('key-reused')
      if (kept.isNew) {
        deps.tickets.announce(order.dialogId, kept)
        const { at, askedAt, firstSince } = kept
        deps.counts.said(askedAt && at - askedAt, firstSince && at - firstSince)
      }
      return { seq: kept.seq, at: kept.at }
    },
    async takeBack(shop, sub) {
      const rows = heldBy(await desk.refresh(shop), sub)
      for (const { dialogId, claimId } of rows) {
        const result = await handovers.giveBack({ dialogId, shop, sub, claimId }, byAdmin)
        if (result.kind === 'ended') await wrote(shop, dialogId, result)
      }
      return rows.length
    },
    note: noteOf,
    async release(seat, order) {
      const result = await handovers.giveBack(onceOf(seat, 'release', order), released)
      await ended(seat.shop, order.dialogId, result)
    },
    async close(seat, order) {
      const once = onceOf(seat, 'close', order)
      if (await isDone(once)) return
      const view = await readView(seat.shop, order.dialogId)
      if (!view) throw new Problem('not-found')
      if (order.outcome === 'no-reply' && deps.clock.now() - heardAt(view) < NO_REPLY_MS) {
        const message = 'must be another one: the customer was heard within the last 60 s'
        throw new Problem('invalid-field', { errors: [{ field: '/outcome', message }] })
      }
      const text = deps.closedText({ language: view.handoff.language, shop: seat.shop })
      const fragment = encodeMessage('assistant', text)
      const { summary, tags } = order
      const act = {
        ...once,
        summary: summary && (await masked(summary)),
        tags: tags && (await Promise.all(tags.map(masked))),
      }
      const result = await handovers.close(act, { text, fragment, ai: false }, order.outcome)
      const isNew = await ended(seat.shop, order.dialogId, result)
      if (isNew && isInvited(order.outcome)) deps.counts.ratingInvited()
    },
    async transfer(seat, order) {
      const { dialogId, to, skill, note } = order
      if (to === seat.sub) {
        throw new Problem('invalid-field', { errors: [{ field: '/to', message: 'must be another seat' }] })
      }
      const act = onceOf(seat, 'transfer', order)
      if (await isDone(act)) return
      const other = await receiverOf(seat.shop, to)
      const key = order.key && `${order.key} note`
      if (note !== undefined) await noteOf(seat, { ...order, key, text: note })
      const result = other
        ? await handovers.move(act, {
            dialogId,
            shop: seat.shop,
            sub: other.sub,
            name: other.name,
            claimId: newId(),
            serviceId: newId(),
            isSocketless: other.isSocketless,
          })
        : await handovers.giveBack(act, { reason: 'transfer', skill })
      await ended(seat.shop, dialogId, result)
    },
  }
}
