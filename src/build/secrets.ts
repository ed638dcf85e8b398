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

/** Never makes anything up in production: loadConfig has refused to start by then. */
export function completeSecrets(config: Config, newSecret: () => string): Secrets {
  const isJwtSecretMadeUp = config.jwtSecret === '' && config.jwtJwksUrl === ''
  return {
    dataKey: config.dataKey || newSecret(),
    jwtSecret: isJwtSecretMadeUp ? newSecret() : config.jwtSecret,
    isJwtSecretMadeUp,
  }
}

/** A customer's token for the first question, when the secret was made up. */
export async function firstToken(secrets: Secrets, now: number): Promise<string | undefined> {
  if (!secrets.isJwtSecretMadeUp) return undefined
  const order = { uid: 'demo', role: 'customer', expiresInS: FIRST_TOKEN_S } as const
  return signToken(order, secrets.jwtSecret, now)
}
