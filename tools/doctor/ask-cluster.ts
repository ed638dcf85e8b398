// Requests to the running cluster at RUSHDESK_URL, as an admin of all shops.
import type { Identity } from '../../src/auth/identity.js'
import { signToken } from '../../src/auth/sign.js'
import type { Config } from '../../src/config/config.js'

export interface AskCluster {
  /** False: RUSHDESK_URL is not set. */
  readonly isNamed: boolean
  get(path: string, headers: Readonly<Record<string, string>>): Promise<Response>
  /** With a token; undefined when there is none to be had. */
  asked(path: string): Promise<Response | undefined>
  /** The JSON of a 200; undefined when it was not to be had. */
  read(path: string): Promise<unknown>
}

const TIMEOUT_MS = 5_000
const ROLE: Identity['role'] = 'admin'

export function askCluster(env: NodeJS.ProcessEnv, config: Config | undefined): AskCluster {
  const url = env.RUSHDESK_URL ?? ''

  async function token(): Promise<string | undefined> {
    if (!config?.jwtSecret) return env.RUSHDESK_TOKEN
    const { jwtSecret, jwtIssuer: issuer, jwtAudience: audience } = config
    const own = { ...(issuer && { issuer }), ...(audience && { audience }) }
    return signToken({ uid: 'doctor', role: ROLE, shop: '*', expiresInS: 60, ...own }, jwtSecret, Date.now())
  }
  const get: AskCluster['get'] = (path, headers) =>
    fetch(new URL(path, url), {
      headers: { ...headers, connection: 'close' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
  const asked: AskCluster['asked'] = async path => {
    const own = await token()
    return own ? get(path, { authorization: `Bearer ${own}` }) : undefined
  }
  return {
    isNamed: url !== '',
    get,
    asked,
    async read(path) {
      const reply = await asked(path).catch(() => undefined)
      return reply?.ok ? reply.json() : undefined
    },
  }
}
