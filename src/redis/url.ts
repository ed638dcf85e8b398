// REDIS_URL in its five forms, as values. Pure.

export interface NodeAddress {
  readonly host: string
  readonly port: number
}

export interface Login {
  readonly username?: string
  readonly password?: string
}

export type RedisAddress =
  | { readonly kind: 'single'; readonly url: string }
  | { readonly kind: 'unix'; readonly path: string }
  | {
      readonly kind: 'sentinel'
      readonly sentinels: readonly NodeAddress[]
      readonly name: string
      readonly login: Login
    }
  | { readonly kind: 'cluster'; readonly nodes: readonly NodeAddress[]; readonly login: Login }

const defaultPorts = { sentinel: 26379, cluster: 6379 }

/** The address that a REDIS_URL names, or undefined when it names none. */
export function parseRedisUrl(url: string): RedisAddress | undefined {
  if (/^rediss?:\/\/[^/,\s]+(\/\d*)?$/.test(url)) return isWhole(url) ? { kind: 'single', url } : undefined
  const unix = /^unix:(?:\/\/)?(\/[^\0\s]+)$/.exec(url)
  if (unix?.[1]) return { kind: 'unix', path: unix[1] }
  const many = /^redis\+(sentinel|cluster):\/\/(?:([^@\s]*)@)?([^/@\s]+)(?:\/([\w.-]*))?$/.exec(url)
  if (!many) return undefined
  const [, kind, credentials, hosts, name] = many
  const nodes = (hosts ?? '').split(',').map(host => parseNode(host, defaultPorts[kind as 'cluster']))
  if (!nodes.every(node => node !== undefined)) return undefined
  const login = parseLogin(credentials)
  if (login === undefined) return undefined
  if (kind === 'cluster') return name ? undefined : { kind: 'cluster', nodes, login }
  return name ? { kind: 'sentinel', sentinels: nodes, name, login } : undefined
}

function parseNode(text: string, defaultPort: number): NodeAddress | undefined {
  const found = /^(\[[0-9a-fA-F:]+\]|[\w.-]+)(?::(\d{1,5}))?$/.exec(text)
  if (!found?.[1]) return undefined
  const port = found[2] === undefined ? defaultPort : Number(found[2])
  if (port < 1 || port > 65_535) return undefined
  return { host: found[1].replace(/^\[|\]$/g, ''), port }
}

function parseLogin(credentials: string | undefined): Login | undefined {
  if (!credentials) return {}
  const colon = credentials.indexOf(':')
  const username = colon < 0 ? '' : decoded(credentials.slice(0, colon))
  const password = decoded(credentials.slice(colon + 1))
  if (username === undefined || password === undefined) return undefined
  return { ...(username && { username }), password }
}

/** A host, a port that exists, and credentials that can be decoded. */
function isWhole(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { hostname, port, username, password } = new URL(url)
  return hostname !== '' && port !== '0' && decoded(username) !== undefined && decoded(password) !== undefined
}

/** Undefined for a percent sign that begins no escape. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined // decodeURIComponent says it by throwing only
  }
}
