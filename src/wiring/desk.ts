// Builds the desk of this process over the boards that all share.
import { pause } from '../clock.js'
import type { Config } from '../config/config.js'
import { createDesk, type Desk, type DeskDeps } from '../seats/desk.js'
import { createDeskWalk, type DeskWalkDeps } from '../seats/desk-walk.js'

export type DeskWiringDeps = Omit<DeskDeps, 'pause'> & Omit<DeskWalkDeps, 'settle'>

export function buildDesk({ seatGraceS, handoffMax }: Config, deps: DeskWiringDeps): Desk {
  const desk = createDesk({ ...deps, pause }, { graceMs: seatGraceS * 1000, handoffMax })
  const deskWalk = createDeskWalk({ ...deps, settle: desk.settle })
  return {
    ...desk,
    async close() {
      await deskWalk.close()
      await desk.close()
    },
  }
}
