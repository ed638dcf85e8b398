// The tool that reads what a write changes. Pure.
import type { ProposedWrite } from './proposal.js'
import type { Tool, ToolArguments } from './tool.js'

/** The first read of the shop all of whose required parameters the write has; a listing is none. */
export function readerFor(
  tools: readonly Tool[],
  shop: string,
  { arguments: args }: Pick<ProposedWrite, 'arguments'>,
): { readonly tool: Tool; readonly args: ToolArguments } | undefined {
  const tool = tools.find(
    ({ shop: whose, risk, required, result }) =>
      whose === shop &&
      risk === 'read' &&
      result.list === undefined &&
      required.length > 0 &&
      required.every(name => Object.hasOwn(args, name)),
  )
  if (tool === undefined) return undefined
  const known = Object.entries(args).filter(([name]) => tool.required.includes(name))
  return { tool, args: Object.fromEntries(known) }
}
