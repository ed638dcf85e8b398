// Builds the reader of bearer tokens: by the shared secret or by a key set, for the shops that are served.
import { createHs256 } from '../auth/hs256.js'
import { createJwks } from '../auth/jwks.js'
import { createKeySetFetch } from '../auth/key-set.js'
import type { Secrets } from '../auth/secrets.js'
import { createTokens, type Tokens } from '../auth/tokens.js'
import type { Clock } from '../clock.js'
import type { Config } from '../config/config.js'
import type { ShopsByName } from '../config/shops-file.js'
import type { Log } from '../ops/log.js'
import type { Metrics } from '../ops/metrics.js'
import type { KeyedHash } from '../privacy/keyed-hash.js'

export interface TokensWiringDeps {
  readonly clock: Clock
  readonly keyedHash: KeyedHash
  readonly log: Log
  readonly metrics: Pick<Metrics, 'claimIgnored'>
  readonly secrets: Secrets
  readonly shopsNamed: ShopsByName | undefined
}

const TOKENS_REMEMBERED = 100_000

export function buildTokens(config: Config, deps: TokensWiringDeps): Tokens {
  const { clock, keyedHash, log, metrics, secrets, shopsNamed } = deps
  const keys = [secrets.jwtSecret, config.jwtSecretPrevious].filter(key => key !== '')
  return createTokens({
    verify:
      config.jwtJwksUrl === ''
        ? createHs256(keys)
        : createJwks({ fetchKeySet: createKeySetFetch(config.jwtJwksUrl), clock, log }),
    rules: {
      issuer: config.jwtIssuer,
      audience: config.jwtAudience,
      ownerOf: (shop, uid) => keyedHash('uid', shop, uid),
      ...(shopsNamed && { shopNamed: name => shopsNamed.get(name) }),
    },
    clock,
    remembered: TOKENS_REMEMBERED,
    onIgnored: metrics.claimIgnored,
  })
}
