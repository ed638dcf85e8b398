// The rules of the tools file for tools of MCP servers. Pure. Each fault has the path of the member at fault.
import { addressFaults, type FileFault } from './tool-rules.js'
import { type FileJson, isMcpJson, type McpJson } from './tools-schema.js'

export function faultsOfServers({ tools: entries }: FileJson): FileFault[] {
  return entries.flatMap((entry, index) =>
    isMcpJson(entry)
      ? faultsOfServer(entry).map(({ path, message }) => ({ path: `/tools/${index}${path}`, message }))
      : [],
  )
}

function faultsOfServer({ mcp, allow, confirm = {} }: McpJson): FileFault[] {
  return [
    ...addressFaults(mcp, '/mcp'),
    ...(/[{}]/.test(mcp) ? [{ path: '/mcp', message: 'has nothing to fill in' }] : []),
    ...Object.entries(allow)
      .filter(([name, risk]) => risk !== 'read' && !Object.hasOwn(confirm, name))
      .map(([name]) => ({ path: '/confirm', message: `lacks ${name}: a write needs one` })),
    ...Object.keys(confirm)
      .filter(name => !Object.hasOwn(allow, name))
      .map(name => ({ path: `/confirm/${name}`, message: 'is not allowed' })),
  ]
}
