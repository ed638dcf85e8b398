// The pages that this process hands out, and the tokens that they may ask for in development.

import type { Role } from '../auth/identity.js'
import type { Secrets } from '../auth/secrets.js'
import { signToken, type TokenOrder } from '../auth/sign.js'
import type { Clock } from '../clock.js'
import type { Config } from '../config/config.js'
import type { Route } from '../front/http/route.js'
import { developmentTokenRoutes } from '../front/pages/development-tokens.js'
import { readPageFiles } from '../front/pages/page-files.js'
import { pageRoutes } from '../front/pages/page-routes.js'
import { widgetOffersRoute } from '../front/pages/widget-offers.js'
import type { Log } from '../ops/log.js'
import { packageRoot } from '../root.js'

export interface PagesWiringDeps {
  readonly secrets: Secrets
  readonly clock: Clock
  readonly log: Pick<Log, 'warn'>
}

const TOKEN_S = 86_400

export function buildPages(config: Config, { secrets, clock, log }: PagesWiringDeps): Route[] {
  const files = readPageFiles(new URL('build/web/pages/', packageRoot), config.isProduction)
  if (files.length === 0) log.warn('the pages were not built: npm run build')
  const isSigner = !config.isProduction && secrets.jwtSecret !== ''
  const tokens = developmentTokenRoutes({
    sign: (role, uid) => signToken(orderOf(config, { role, uid }), secrets.jwtSecret, clock.now()),
  })
  const offers = widgetOffersRoute({ imageMaxBytes: config.images === 'off' ? 0 : config.imageMaxBytes })
  return [...pageRoutes(files), offers, ...(isSigner ? tokens : [])]
}

function orderOf(
  { jwtIssuer, jwtAudience }: Config,
  who: { readonly role: Role; readonly uid: string },
): TokenOrder {
  return {
    ...who,
    expiresInS: TOKEN_S,
    ...(jwtIssuer !== '' && { issuer: jwtIssuer }),
    ...(jwtAudience !== '' && { audience: jwtAudience }),
  }
}
