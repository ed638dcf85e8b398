// Builds what goes between customers and the seats that hold their dialogs, beside what is said: the seats that have
// sockets here, signs of both sides, the state of a seat's connection.
import { type Clock, pause } from '../clock.js'
import type { Message, SignMessage } from '../cluster/bus.js'
import type { Turn } from '../dialog/turn/turn.js'
import type { Seal } from '../privacy/seal.js'
import type { Desk } from '../seats/desk.js'
import { createLiveTexts, noLiveTexts } from '../seats/live-texts.js'
import type { Offering } from '../seats/offering.js'
import { createRoster, type Roster } from '../seats/roster.js'
import type { SeatDesk } from '../seats/seat-desk.js'
import { createSeatLinks, type SeatLinks } from '../seats/seat-links.js'
import type { Cluster } from './cluster.js'

export interface SeatLine {
  readonly roster: Roster
  readonly seatLinks: SeatLinks
  /** To the other side of a held dialog, in whatever process. */
  passSign(sign: SignMessage): void
  /** To the seat that holds the turn's dialog, where seats may see what was written. */
  showLive(turn: Turn): void
  onMessage(message: Message): void
}

export interface SeatLineDeps {
  readonly desk: Desk
  readonly offering: Offering
  readonly seatDesk: SeatDesk
  readonly cluster: Pick<Cluster, 'bus' | 'watching' | 'subscriptions'>
  readonly clock: Clock
  /** Never jumps. */
  readonly steady: Clock
  /** Seals what seats see unmasked; absent where they see masked texts alone. */
  readonly liveSeal: Seal | undefined
  onError(error: unknown): void
}

export function buildSeatLine({ cluster, ...deps }: SeatLineDeps): SeatLine {
  const { bus, watching, subscriptions } = cluster
  const passSign = (sign: SignMessage) => bus.broadcast(sign)
  const { liveSeal: seal } = deps
  const liveTexts = seal ? createLiveTexts({ seal, broadcast: bus.broadcast }) : noLiveTexts
  const roster = createRoster({ ...deps, pause, watching, liveTexts, passSign })
  return {
    roster,
    passSign,
    seatLinks: createSeatLinks(deps.desk),
    showLive({ turnId, address: { dialogId }, order: { customer, text } }) {
      liveTexts.send({ shop: customer.shop, dialogId, turnId, text })
    },
    onMessage(message) {
      if (message.kind === 'live') roster.onLive(message)
      else if (message.kind !== 'typing' && message.kind !== 'read') deps.desk.onMessage(message)
      else if (message.to === 'seat') roster.onSign(message)
      else subscriptions.onSign(message)
    },
  }
}
