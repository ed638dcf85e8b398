// How much the desk works out between two frames: as many talks as there is time for, and one at least.

const SLICE_MS = 4
/** After a slice that took longer a frame is left free. */
const LONG_MS = 2

type Soon = (draw: () => void) => void

export interface BetweenFrames {
  readonly soon: Soon
  /** Calls `step` until it says that nothing is left, or the slice's time is over. Returns whether something is left. */
  slice(step: () => boolean): boolean
}

/** `afterFrame` calls behind the next frame. */
export function createBetweenFrames(afterFrame: Soon, now = () => performance.now()): BetweenFrames {
  let tookMs = 0
  return {
    soon: draw => afterFrame(tookMs > LONG_MS ? () => afterFrame(draw) : draw),
    slice(step) {
      const began = now()
      let isLeft = true
      while (isLeft && now() - began < SLICE_MS) isLeft = step()
      tookMs = now() - began
      return isLeft
    },
  }
}
