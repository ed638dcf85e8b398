// Handovers with events for shops: each act that changes who talks in a dialog keeps its event.
import type { EventSeed, KeepEvent } from '../dialog/store/event-seed.js'
import type { Handovers, SeatAct } from '../dialog/store/handovers.js'
import type { ReturnOrder } from '../dialog/store/talk.js'

export function tellHandovers(handovers: Handovers, keepEvent: KeepEvent): Handovers {
  const { queue, claim, close, giveBack, move } = handovers

  return {
    ...handovers,
    queue(wish) {
      const { dialogId, owner, shop, position, traceparent } = wish
      const data = { position, open: true }
      const seed = { type: 'dialog.handoff', shop, owner, data, traceparent } as const
      return keepEvent(dialogId, seed, event => queue({ ...wish, event }))
    },
    claim(act) {
      const seed = { type: 'dialog.claimed', shop: act.shop, data: { seat: act.sub } } as const
      return keepEvent(act.dialogId, seed, event => claim({ ...act, event }))
    },
    giveBack(act, how) {
      return keepEvent(act.dialogId, givenBack(act, how), event => giveBack({ ...act, event }, how))
    },
    move(act, to) {
      const data = { seat: act.sub, to: to.sub, why: 'transfer' }
      const seed = { type: 'dialog.transferred', shop: act.shop, data } as const
      return keepEvent(act.dialogId, seed, event => move({ ...act, event }, to))
    },
    close(act, notice, outcome) {
      const { sub: seat, summary, tags } = act
      const data = { by: 'seat', seat, outcome, summary, tags }
      const seed = { type: 'dialog.closed', shop: act.shop, data } as const
      return keepEvent(act.dialogId, seed, event => close({ ...act, event }, notice, outcome))
    },
  }
}

/** A transfer to no named seat gives the dialog back to the queue, but its event is a transfer all the same. */
function givenBack({ shop, sub: seat }: SeatAct, { reason, why, skill }: ReturnOrder): EventSeed {
  if (reason === 'transfer') return { type: 'dialog.transferred', shop, data: { seat, skill, why: reason } }
  return { type: 'dialog.returned', shop, data: { seat, why } }
}
