// The tokens that development makes for a developer's own machine, one for each role, and which of them a route needs.
import { developmentToken } from '../access/token.js'

type Role = 'customer' | 'seat' | 'admin'

const addresses: Readonly<Record<Role, string>> = {
  customer: '/demo/token',
  seat: '/desk/token',
  admin: '/ops/token',
}

/** Empty where none are made. */
export async function readTokens(): Promise<ReadonlyMap<Role, string>> {
  const asked = Object.entries(addresses).map(
    async ([role, address]) => [role as Role, await developmentToken(address)] as const,
  )
  const tokens = new Map<Role, string>()
  for (const [role, token] of await Promise.all(asked)) if (token !== undefined) tokens.set(role, token)
  return tokens
}

const open = /^\/(?:healthz|readyz|metrics|openapi\.json|asyncapi\.json|docs)$/

export function tokenFor(tokens: ReadonlyMap<Role, string>, path: string): string | undefined {
  if (open.test(path)) return undefined
  if (path.startsWith('/admin/')) return tokens.get('admin')
  return tokens.get(path.startsWith('/seat/') ? 'seat' : 'customer')
}
