// A seat's claim of a dialog: the board reserves a place in the seat's capacity, then the dialog's record decides which
// seat gets the dialog.
import type { DeskView, Handovers, Told } from '../dialog/store/handovers.js'
import type { DialogId } from '../ids.js'
import { Problem } from '../problem.js'
import type { Desk } from './desk.js'
import type { Offering } from './offering.js'
import { mayTake } from './queue-order.js'
import type { SeatPerson, Taken } from './seat-acts.js'

export interface Claiming {
  claim(seat: SeatPerson, dialogId: DialogId): Promise<Taken>
  /** Claims a dialog that is offered to the seat; throws Problem 'not-waiting' without an open offer. */
  accept(seat: SeatPerson, dialogId: DialogId): Promise<Taken>
}

export interface ClaimingDeps {
  readonly desk: Pick<Desk, 'board' | 'claimed'>
  readonly handovers: Pick<Handovers, 'claim' | 'read'>
  readonly offering: Pick<Offering, 'reserve' | 'accept' | 'release'>
  readonly counts: {
    claimRefused(reason: string): void
    claimed(waitedMs: number): void
    foretold(ratio: number): void
  }
  /** Announces the write to other processes and corrects the board. */
  wrote(shop: string, dialogId: DialogId, told: Told): Promise<void>
  newId(): string
}

export function createClaiming(deps: ClaimingDeps): Claiming {
  const readView = (shop: string, dialogId: DialogId) => deps.handovers.read(dialogId, shop)

  function refuseClaim(reason: 'held' | 'not-waiting' | 'not-found', holder?: string): never {
    deps.counts.claimRefused(reason)
    throw new Problem(reason, holder === undefined ? {} : { members: { holder } })
  }

  /** Compares a first wait with its estimate. A returned or transferred dialog has that of its first wait only. */
  function countWait({ hold, handoff: { etaS, since, reason } }: DeskView): void {
    if (!hold || !etaS || reason === 'returned' || reason === 'transfer') return
    deps.counts.foretold((hold.at - since) / 1000 / etaS)
  }

  async function take(seat: SeatPerson, dialogId: DialogId): Promise<Taken> {
    const { shop, sub, name } = seat
    const { rows, seats } = deps.desk.board(shop)
    const row = rows.get(dialogId)
    const claimed = await deps.handovers.claim({
      dialogId,
      shop,
      sub,
      name,
      claimId: deps.newId(),
      serviceId: deps.newId(),
      isSocketless: seats.get(sub)?.isSocketless ?? false,
    })
    if (claimed.kind === 'absent') refuseClaim('not-found')
    if (claimed.kind === 'not-waiting') refuseClaim('not-waiting')
    if (claimed.kind === 'held') refuseClaim('held', claimed.sub)
    if (claimed.isNew) {
      await deps.wrote(shop, dialogId, claimed)
      deps.desk.claimed(shop, row?.skill)
      deps.counts.claimed(Math.max(0, claimed.hold.at - (row?.since ?? claimed.hold.at)))
    }
    const view = await readView(shop, dialogId)
    if (!view) throw new Problem('not-found')
    if (claimed.isNew) countWait(view)
    return { hold: claimed.hold, view }
  }

  /** Counts the dialog in the seat's load from before the claim until the board shows the hold. */
  async function reserved(
    reserve: Offering['reserve'],
    seat: SeatPerson,
    dialogId: DialogId,
  ): Promise<Taken> {
    const intent = { shop: seat.shop, sub: seat.sub, dialogId }
    try {
      await reserve(intent)
    } catch (error) {
      // A dialog that another seat holds is refused as held, whatever else forbids the claim.
      const holder = (await readView(seat.shop, dialogId))?.hold
      if (holder && holder.sub !== seat.sub) refuseClaim('held', holder.sub)
      if (error instanceof Problem && error.kind === 'at-capacity') deps.counts.claimRefused('at-capacity')
      throw error
    }
    return take(seat, dialogId).finally(() => deps.offering.release(intent))
  }

  return {
    async claim(seat, dialogId) {
      const board = deps.desk.board(seat.shop)
      const row = board.rows.get(dialogId)
      const isKnown = row?.kind === 'waiting' && !row.isReserved
      if (isKnown && !mayTake(board, row, board.seats.get(seat.sub) ?? seat)) refuseClaim('not-found')
      return reserved(deps.offering.reserve, seat, dialogId)
    },
    accept: (seat, dialogId) => reserved(deps.offering.accept, seat, dialogId),
  }
}
