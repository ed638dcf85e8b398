// Secrets that development may do without: what is missing is made up, and said.
import { signToken } from '../auth/sign.js'
import type { Config } from '../config/config.js'

export interface Secrets {
  readonly dataKey: string
  /** '' when tokens are verified by JWT_JWKS_URL. */
  readonly jwtSecret: string
  /** Tokens cannot come from anywhere else, so start-up prints one. */
  readonly isJwtSecretMadeUp: boolean
}

const FIRST_TOKEN_S = 86_400

export interface SecretSource {
  newSecret(): string
  /** Gives all processes the same secret under a name: the first one's. */
  share(name: string, secret: string): Promise<string>
}

/** Never makes anything up in production: loadConfig has refused to start by then. */
export async function completeSecrets(config: Config, source: SecretSource): Promise<Secrets> {
  const madeUp = (name: string) => source.share(name, source.newSecret())
  const isJwtSecretMadeUp = config.jwtSecret === '' && config.jwtJwksUrl === ''
  return {
    dataKey: config.dataKey || (await madeUp('data-key')),
    jwtSecret: isJwtSecretMadeUp ? await madeUp('jwt-secret') : config.jwtSecret,
    isJwtSecretMadeUp,
  }
}

/** A customer's token for the first question, when the secret was made up. */
export async function firstToken(secrets: Secrets, now: number): Promise<string | undefined> {
  if (!secrets.isJwtSecretMadeUp) return undefined
  const order = { uid: 'demo', role: 'customer', expiresInS: FIRST_TOKEN_S } as const
  return signToken(order, secrets.jwtSecret, now)
}
