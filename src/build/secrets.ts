// Secrets that development may do without: what is missing is made up, and said.
import type { Config } from '../config/config.js'

export interface Secrets {
  readonly dataKey: string
  /** '' when tokens are verified by JWT_JWKS_URL. */
  readonly jwtSecret: string
  /** Tokens cannot come from anywhere else, so start-up prints one. */
  readonly isJwtSecretMadeUp: boolean
}

/** Never makes anything up in production: loadConfig has refused to start by then. */
export function completeSecrets(config: Config, newSecret: () => string): Secrets {
  const isJwtSecretMadeUp = config.jwtSecret === '' && config.jwtJwksUrl === ''
  return {
    dataKey: config.dataKey || newSecret(),
    jwtSecret: isJwtSecretMadeUp ? newSecret() : config.jwtSecret,
    isJwtSecretMadeUp,
  }
}
