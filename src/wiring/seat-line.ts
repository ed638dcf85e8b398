// Builds what goes between customers and the seats that hold their dialogs, beside what is said: the seats that have
// sockets here, signs of both sides, the state of a seat's connection.
import type { Clock } from '../clock.js'
import type { Message, SignMessage } from '../cluster/bus.js'
import type { Desk } from '../seats/desk.js'
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
  onMessage(message: Message): void
}

export interface SeatLineDeps {
  readonly desk: Desk
  readonly offering: Offering
  readonly seatDesk: SeatDesk
  readonly cluster: Pick<Cluster, 'bus' | 'watching' | 'subscriptions'>
  readonly clock: Clock
  onError(error: unknown): void
}

export function buildSeatLine({ cluster, ...deps }: SeatLineDeps): SeatLine {
  const { bus, watching, subscriptions } = cluster
  const passSign = (sign: SignMessage) => bus.broadcast(sign)
  const roster = createRoster({ ...deps, watching, passSign })
  return {
    ...{ roster, passSign, seatLinks: createSeatLinks(deps.desk) },
    onMessage(message) {
      if (message.kind !== 'typing' && message.kind !== 'read') deps.desk.onMessage(message)
      else if (message.to === 'seat') roster.onSign(message)
      else subscriptions.onSign(message)
    },
  }
}
