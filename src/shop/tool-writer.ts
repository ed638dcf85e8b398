// Sends a write that was confirmed: once, whatever comes of it. What its end means is write-end.ts; that it is confirmed,
// and not sent before, is the confirmation's business.
import type { Clock } from '../clock.js'
import { pickItems, type ResultItem } from './pick-result.js'
import type { Tool, ToolArguments } from './tool.js'
import type { ToolCallRecord } from './tool-caller.js'
import type { ToolGuard } from './tool-guard.js'
import type { OnBehalfOf } from './tool-request.js'
import type { ToolSender } from './tool-sender.js'
import { createUnknownPace } from './unknown-pace.js'
import { brokenWriteEnd, type WriteEnd, writeEnd } from './write-end.js'

export interface ToolWrite {
  readonly tool: Tool
  readonly args: ToolArguments
  readonly who: OnBehalfOf
  /** The shop knows the write by it. */
  readonly key: string
  readonly linkHosts: readonly string[]
  readonly traceId: string
}

export interface WriteReply {
  readonly effect: WriteEnd['effect']
  /** The shop's view of the thing, as far as the file names it. */
  readonly item?: ResultItem
}

export interface ToolWriter {
  write(call: ToolWrite): Promise<WriteReply>
}

export interface ToolWriterDeps {
  readonly sender: ToolSender
  readonly clock: Clock
  /** Never jumps. */
  readonly steady: Clock
  pause(ms: number): Promise<void>
  guardOf(tool: Tool): ToolGuard
  onCall(call: ToolCallRecord): void
}

export function createToolWriter(deps: ToolWriterDeps): ToolWriter {
  const { sender, clock, steady, guardOf, onCall } = deps
  const pace = createUnknownPace(steady)

  async function sent({ tool, args, who, key }: ToolWrite): Promise<WriteEnd> {
    const stamp = { id: key, now: clock.now() }
    try {
      const signal = AbortSignal.timeout(tool.timeoutMs)
      return writeEnd(await sender.send({ tool, args, who, stamp }, signal), key)
    } catch (error) {
      return brokenWriteEnd(error)
    }
  }

  return {
    async write(call) {
      const { tool, who, traceId, linkHosts } = call
      const pass = guardOf(tool).admit(who.owner)
      if (typeof pass === 'string') {
        onCall({ tool, outcome: pass, who, traceId })
        return { effect: 'failed' }
      }
      const start = steady.now()
      const { effect, outcome, says, body } = await sent(call)
      pass.ended(says)
      const ms = steady.now() - start
      onCall({ tool, outcome, ms, who, traceId })
      // The time does not tell whether the thing belongs to somebody else.
      if (outcome === 'unknown-to-shop') await deps.pause(pace.waitMs(tool, ms))
      const asOf = new Date(clock.now()).toISOString()
      const [item] = (body !== undefined && pickItems(tool.result, body, { linkHosts, asOf })) || []
      return { effect, ...(item && { item }) }
    },
  }
}
