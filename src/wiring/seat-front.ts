// Builds what seats have of the front: their WebSocket, its frames as routes, and what operators may do about seats.
import type { Clock } from '../clock.js'
import type { Config } from '../config/config.js'
import { seatAdminRoutes } from '../front/admin/seat-admin-routes.js'
import type { Route } from '../front/http/route.js'
import { seatRoutes } from '../front/seat/seat-routes.js'
import { DRAFTS_IN_A_ROW, DRAFTS_PER_S, seatSocket } from '../front/seat/seat-session.js'
import { SEAT_SIGNS_IN_A_ROW, SEAT_SIGNS_PER_S } from '../front/signs.js'
import type { SocketKind } from '../front/socket/connection.js'
import type { Log } from '../ops/log.js'
import type { AdmissionSet } from './admission.js'
import type { Documents } from './documents.js'
import type { SeatParts } from './seats.js'

export interface SeatFront {
  readonly routes: readonly Route[]
  readonly socket: SocketKind
}

export interface SeatFrontDeps {
  readonly seats: SeatParts
  readonly documents: Pick<Documents, 'cannedReplies'>
  readonly clock: Clock
  readonly log: Log
  readonly admissionSet: Pick<AdmissionSet, 'customerRate'>
}

export function buildSeatFront({ seatCapacity: capacity }: Config, deps: SeatFrontDeps): SeatFront {
  const { seats, clock, log, admissionSet } = deps
  const mayDraft = admissionSet.customerRate(DRAFTS_PER_S, DRAFTS_IN_A_ROW)
  const maySign = admissionSet.customerRate(SEAT_SIGNS_PER_S, SEAT_SIGNS_IN_A_ROW)
  const shared = { ...seats, clock, capacity, cannedOf: deps.documents.cannedReplies.of }
  return {
    routes: [
      ...seatAdminRoutes({ ...seats.offering, ...seats.desk, ...seats.seatDesk }),
      ...seatRoutes(shared),
    ],
    socket: seatSocket({ ...shared, log, maySign, mayDraft }),
  }
}
