// Builds what customers may do about people, and what they are told of it.
import type { Config } from '../config/config.js'
import type { OpeningHours } from '../people/hours.js'
import { type Asking, type AskingDeps, createAsking } from '../seats/asking.js'
import { createLeavingMessages, type LeavingDeps, type LeavingMessages } from '../seats/leaving-messages.js'
import { createStandings, type StandingDeps, type Standings } from '../seats/standing.js'
import type { GrayParts } from './gray.js'
import type { RefluxParts } from './reflux.js'

export interface AskingParts {
  readonly asking: Asking
  readonly leaving: LeavingMessages
  readonly standings: Standings
}

export type AskingWiringDeps = Omit<
  AskingDeps & LeavingDeps & StandingDeps,
  'standings' | 'closedUntil' | 'onQueued' | 'onMessageLeft'
> & {
  hoursOf(shop: string): OpeningHours
  readonly gray: Pick<GrayParts, 'queued'>
  readonly reflux: Pick<RefluxParts, 'messageLeft'>
}

export function buildAsking({ handoffMax }: Config, deps: AskingWiringDeps): AskingParts {
  function closedUntil(shop: string) {
    const hours = deps.hoursOf(shop)
    const now = deps.clock.now()
    return hours.isOpen(now) ? undefined : { nextOpenAt: hours.nextOpenAt(now) }
  }
  const standings = createStandings({ ...deps, closedUntil }, handoffMax)
  return {
    standings,
    asking: createAsking({ ...deps, standings, onQueued: deps.gray.queued }),
    leaving: createLeavingMessages({ ...deps, closedUntil, onMessageLeft: deps.reflux.messageLeft }),
  }
}
