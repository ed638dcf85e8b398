// Secrets that development may do without: what is missing is made up, and said.
import { signToken } from './sign.js'

/** The settings that name secrets; '' where one is unset. */
export interface GivenSecrets {
  readonly dataKey: string
  readonly jwtSecret: string
  readonly jwtJwksUrl: string
}

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

/** Production gives every secret that it needs: reading its settings has refused to start otherwise. */
export async function completeSecrets(given: GivenSecrets, source: SecretSource): Promise<Secrets> {
  const madeUp = (name: string) => source.share(name, source.newSecret())
  const isJwtSecretMadeUp = given.jwtSecret === '' && given.jwtJwksUrl === ''
  return {
    dataKey: given.dataKey || (await madeUp('data-key')),
    jwtSecret: isJwtSecretMadeUp ? await madeUp('jwt-secret') : given.jwtSecret,
    isJwtSecretMadeUp,
  }
}

/** A customer's token for the first question, when the secret was made up. */
export async function firstToken(secrets: Secrets, now: number): Promise<string | undefined> {
  if (!secrets.isJwtSecretMadeUp) return undefined
  const order = { uid: 'demo', role: 'customer', expiresInS: FIRST_TOKEN_S } as const
  return signToken(order, secrets.jwtSecret, now)
}
