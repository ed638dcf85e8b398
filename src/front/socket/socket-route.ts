// The path of a WebSocket as a route: it stands in the OpenAPI document, and refuses requests without an upgrade.
import type { Role } from '../../auth/identity.js'
import { Problem } from '../../problem.js'
import type { Route } from '../http/route.js'
import { SUBPROTOCOL } from './protocols.js'

/** `summary` begins the sentence that describes the path. */
export function socketRoute(path: string, who: Role, summary: string): Route {
  return {
    method: 'GET',
    path,
    summary: `${summary}, subprotocol ${SUBPROTOCOL}; the token as header or as subprotocol bearer.<jwt>`,
    who,
    replies: { 101: { description: 'Frames from now on', type: 'application/json' } },
    problems: ['rate-limited', 'draining'],
    handle() {
      throw new Problem('bad-request', { detail: 'This path speaks WebSocket' })
    },
  }
}
