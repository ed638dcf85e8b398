// When a customer is told that the shop has no such thing. A shop may take longer to refuse somebody else's order than to
// find that one does not exist, or the other way round; told as soon as it is known, the time would say which. So every
// such answer of a tool takes as long as the slowest of late, in whole steps. Holds one number a tool.
import type { Clock } from '../clock.js'
import type { Tool } from './tool.js'

export interface UnknownPace {
  /** Milliseconds to wait with an answer that took `ms`. */
  waitMs(tool: Tool, ms: number): number
}

const STEP_MS = 50
/** Slow answers are remembered for one to two spans, so that one stall does not slow a tool for ever. */
const SPAN_MS = 600_000

interface Slowest {
  readonly spanFrom: number
  readonly before: number
  readonly inSpan: number
}

/** `steady` never jumps. */
export function createUnknownPace(steady: Clock): UnknownPace {
  // A tools file that is read again has new tools, and the pace of the old ones goes with them.
  const slowest = new WeakMap<Tool, Slowest>()

  return {
    waitMs(tool, ms) {
      const steps = Math.floor(ms / STEP_MS + 1) * STEP_MS
      const known = withAnswer(slowest.get(tool), Math.min(steps, tool.timeoutMs), steady.now())
      slowest.set(tool, known)
      return Math.max(known.before, known.inSpan, steps) - ms
    },
  }
}

function withAnswer(known: Slowest | undefined, ms: number, now: number): Slowest {
  const age = known === undefined ? Number.POSITIVE_INFINITY : now - known.spanFrom
  if (known === undefined || age >= 2 * SPAN_MS) return { spanFrom: now, before: 0, inSpan: ms }
  if (age >= SPAN_MS) return { spanFrom: now, before: known.inSpan, inSpan: ms }
  return { ...known, inSpan: Math.max(known.inSpan, ms) }
}
