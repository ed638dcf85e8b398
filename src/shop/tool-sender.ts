// The way of a call to the shop: plain HTTP as the tools file says, or the protocol of an MCP server.
import type { Outbound, OutboundReply } from '../outbound/outbound.js'
import type { McpClient } from './mcp-client.js'
import { requestOf, type SentCall } from './tool-request.js'

export interface ToolSender {
  /** Sends the call once. Rejects as Outbound does. */
  send(call: SentCall, signal: AbortSignal): Promise<OutboundReply>
}

export interface ToolSenderDeps {
  readonly outbound: Pick<Outbound, 'send'>
  readonly mcp: Pick<McpClient, 'call'>
}

export function createToolSender({ outbound, mcp }: ToolSenderDeps): ToolSender {
  return {
    async send(call, signal) {
      const { isMcp, isPrivate } = call.tool.request
      return isMcp ? mcp.call(call, signal) : outbound.send(requestOf(call), isPrivate, signal)
    },
  }
}
