// The keys that sign tokens for tools: a secret of the environment, or the key of TOOLS_KEY_FILE.
import { createPrivateKey, createSecretKey, type KeyObject } from 'node:crypto'
import type { ToolAuth } from './tool.js'

/** The value of an environment variable; undefined when it is unset or empty. */
export type SecretOf = (variable: string) => string | undefined

/** Sources of keys. */
export interface ToolSecrets {
  readonly secretOf: SecretOf
  /** Contents of TOOLS_KEY_FILE: a private key as PEM, or a secret; '' without that file. */
  readonly keyFile: string
}

type JwtAuth = Extract<ToolAuth, { kind: 'jwt' }>

/** Key and algorithm that sign tokens, or the reason why there are none. */
export function jwtAuth(variable: string | undefined, { secretOf, keyFile }: ToolSecrets): JwtAuth | string {
  if (variable !== undefined) {
    const secret = secretOf(variable)
    return secret === undefined ? `${variable} is not set` : signedBy(secret)
  }
  if (keyFile.trim() === '') return 'secret_env is missing, and there is no TOOLS_KEY_FILE'
  if (!keyFile.includes('-----BEGIN')) return signedBy(keyFile.trim())
  try {
    return signedWith(createPrivateKey(keyFile))
  } catch {
    return 'TOOLS_KEY_FILE holds no private key'
  }
}

function signedBy(secret: string): JwtAuth {
  return { kind: 'jwt', key: createSecretKey(Buffer.from(secret)), algorithm: 'HS256' }
}

const algorithms = { rsa: 'RS256', ec: 'ES256', ed25519: 'EdDSA' } as const

function signedWith(key: KeyObject): JwtAuth | string {
  const algorithm = algorithms[key.asymmetricKeyType as keyof typeof algorithms]
  const isOtherCurve = algorithm === 'ES256' && key.asymmetricKeyDetails?.namedCurve !== 'prime256v1'
  if (algorithm === undefined || isOtherCurve) return 'TOOLS_KEY_FILE must hold an RSA, P-256 or Ed25519 key'
  return { kind: 'jwt', key, algorithm }
}
