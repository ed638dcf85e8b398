// Tokens for whoever tries rushdesk on their own machine: the pages ask for them, and only development gives them.
import { Type } from '@sinclair/typebox'
import type { Role } from '../../auth/identity.js'
import { Problem } from '../../problem.js'
import { json } from '../http/reply.js'
import type { Request } from '../http/request.js'
import type { Route } from '../http/route.js'

export interface DevelopmentTokensDeps {
  /** A token of the role; `sub` names its owner. */
  sign(role: Role, sub: string): Promise<string>
}

const pages = [
  { path: '/demo/token', role: 'customer', sub: 'demo' },
  { path: '/desk/token', role: 'seat', sub: 'seat-1' },
  { path: '/ops/token', role: 'admin', sub: 'operator' },
] as const

const Token = Type.Object({ token: Type.String() })

/** To be left out in production. */
export function developmentTokenRoutes({ sign }: DevelopmentTokensDeps): Route[] {
  return pages.map(({ path, role, sub }) => ({
    method: 'GET',
    path,
    summary: 'A token, in development',
    who: 'open',
    isFile: true,
    replies: { 200: { description: 'The token', schema: Token } },
    problems: ['not-found'],
    async handle({ request, headers }) {
      if (!isFromHere(request)) throw new Problem('not-found')
      headers['Cache-Control'] = 'no-store'
      return json(200, { token: await sign(role, subOf(request.query) ?? sub) })
    },
  }))
}

/** Two seats at one machine have two names. */
function subOf(query: string): string | undefined {
  const sub = new URLSearchParams(query).get('sub') ?? ''
  return /^[a-z0-9-]{1,32}$/.test(sub) ? sub : undefined
}

const ownHost = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/

/** A developer's own browser, not one behind a proxy, and not a page of elsewhere whose name points at this machine. */
function isFromHere({ client, headers }: Request): boolean {
  const isProxied = headers.has('x-forwarded-for') || headers.has('forwarded')
  const isAsked = (headers.get('sec-fetch-site') ?? 'same-origin') !== 'cross-site'
  return client.isLocal?.() === true && !isProxied && isAsked && ownHost.test(headers.get('host') ?? '')
}
