// The acts of seats, told of as they are done: who did what to which dialog, never with which words.
import type { DialogId } from '../ids.js'
import type { DialogAct, SeatPerson } from './seat-acts.js'
import type { SeatDesk } from './seat-desk.js'

export interface DoneAct {
  readonly act: 'claim' | 'release' | 'transfer' | 'close' | 'note'
  readonly seat: Pick<SeatPerson, 'shop' | 'sub'>
  readonly dialogId: DialogId
}

/** The same desk. Acts that were refused are not told. */
export function toldActs(seatDesk: SeatDesk, done: (act: DoneAct) => void): SeatDesk {
  const told =
    <Order extends DialogAct>(act: DoneAct['act'], work: (seat: SeatPerson, order: Order) => Promise<void>) =>
    async (seat: SeatPerson, order: Order) => {
      await work(seat, order)
      done({ act, seat, dialogId: order.dialogId })
    }
  const claimed = (work: SeatDesk['claim']): SeatDesk['claim'] => {
    return async (seat, dialogId) => {
      const taken = await work(seat, dialogId)
      done({ act: 'claim', seat, dialogId })
      return taken
    }
  }
  return {
    ...seatDesk,
    claim: claimed(seatDesk.claim),
    accept: claimed(seatDesk.accept),
    release: told('release', seatDesk.release),
    transfer: told('transfer', seatDesk.transfer),
    close: told('close', seatDesk.close),
    note: told('note', seatDesk.note),
  }
}
