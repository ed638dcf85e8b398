// Which port serves what. With an admin port, what operators and their machines use is served there and nowhere else;
// both sides tell whether the process lives, and describe what they serve. Pure.
import type { AddressLimits } from '../admission/address-limits.js'
import type { Route } from './http/route.js'
import type { ServerSettings } from './server.js'
import type { SocketKind } from './socket/connection.js'

export interface FrontSettings extends ServerSettings {
  /** Where operators are served; port 0 takes a free one. Absent: everything is served on `port`. */
  readonly admin?: { readonly host: string; readonly port: number } | undefined
}

/** Services of one port. */
export interface Side {
  readonly routes: readonly Route[]
  readonly kinds: readonly SocketKind[]
  readonly addresses: AddressLimits | undefined
  readonly settings: ServerSettings
}

const forOperators = /^\/(?:admin|metrics|ops)(?:\/|$)/
/** Probes, and the page that describes what its port serves. */
const forBoth = /^\/(?:healthz$|readyz$|docs(?:\/|$))/

/** A few operators and scrapers: their sockets come out of what the cap of the public port leaves free. */
const ADMIN_SOCKETS_MAX = 32

/** The public side, then the operators' if it has a port of its own. */
export function sidesOf(all: Omit<Side, 'settings'>, settings: FrontSettings): Side[] {
  const { admin } = settings
  if (admin === undefined) return [{ ...all, settings }]
  const isAdmin = ({ path }: { readonly path: string }) => forOperators.test(path)
  const isPublic = (one: { readonly path: string }) => !isAdmin(one)
  const { routes, kinds } = all
  return [
    { ...all, routes: routes.filter(isPublic), kinds: kinds.filter(isPublic), settings },
    {
      routes: routes.filter(route => isAdmin(route) || forBoth.test(route.path)),
      kinds: kinds.filter(isAdmin),
      addresses: undefined,
      settings: { ...settings, ...admin, socketsMax: ADMIN_SOCKETS_MAX },
    },
  ]
}
