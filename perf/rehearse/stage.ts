// Sets the stage of a scenario: a cluster of our own, or the server that runs already.
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Role } from '../../src/auth/identity.js'
import { signToken } from '../../src/auth/sign.js'
import { loadConfig } from '../../src/config/config.js'
import { packageRoot } from '../../src/root.js'
import { createAdmin } from './admin.js'
import { type ClusterOrder, startCluster, TOKEN_LIFE_S, vendorBreaker } from './cluster.js'
import type { RehearseOptions } from './options.js'
import { ownQuestions, pinned, readPhrasings, readQuestions } from './questions.js'
import type { Stage } from './run.js'

/** The cast all scenarios share: who asks, what, and the server's configuration. */
export type Cast = Pick<Stage, 'tokens' | 'seatTokens' | 'stock' | 'basePerS' | 'limits'> & {
  readonly secret: string
  readonly adminToken: string
}

export interface OpenStage extends Stage {
  /** Resolves with what ended badly, a sentence each. */
  close(): Promise<string[]>
}

const PHRASINGS_PER_TOPIC = 5
/** Seats that a scenario may have. */
const SEATS = 20
/** In the full form some 3,000 turns a process: code is optimised after about as many. */
const warmupS = ({ isShort }: RehearseOptions) => (isShort ? 10 : 30)

export async function gatherCast(options: RehearseOptions, env: NodeJS.ProcessEnv): Promise<Cast> {
  const secret = options.secret ?? randomBytes(32).toString('hex')
  const sign = (uid: string, role: Role) =>
    signToken({ uid, role, expiresInS: TOKEN_LIFE_S }, secret, Date.now())
  const { ratePerS, rateBurst, turnDeadlineMs } = loadConfig(env)
  const faq = await readFile(new URL('data/faq.zh.jsonl', packageRoot), 'utf8')
  const real =
    options.questions === undefined ? ownQuestions : readQuestions(await readFile(options.questions, 'utf8'))
  const uids = Array.from({ length: options.customers }, (_, i) => `rehearsal-${i}`)
  return {
    secret,
    adminToken: await sign('rehearsal', 'admin'),
    tokens: await Promise.all(uids.map(uid => sign(uid, 'customer'))),
    seatTokens: await Promise.all(
      Array.from({ length: SEATS }, (_, i) => sign(`rehearsal-seat-${i}`, 'seat')),
    ),
    stock: {
      hot: pinned.map(({ question }) => question),
      faq: readPhrasings(faq, PHRASINGS_PER_TOPIC),
      real,
    },
    basePerS: options.ratePerS,
    limits: { ratePerS, rateBurst, deadlineMs: turnDeadlineMs },
  }
}

/** The server at `url` keeps the answers that its operators pinned: nothing is asked as hot there. */
export function joinStage(options: RehearseOptions & { readonly url: string }, cast: Cast): OpenStage {
  const admin = createAdmin(options.url, cast.adminToken)
  return {
    ...cast,
    stock: { ...cast.stock, hot: [] },
    url: options.url,
    breakers: options.vendorUrl === undefined ? {} : vendorBreaker(options.vendorUrl),
    admin,
    warmupS: warmupS(options),
    random: Math.random,
    async close() {
      await admin.close()
      return []
    },
  }
}

/** The processes' environment, and whether the shop has orders to tell of. */
type OwnCluster = Pick<ClusterOrder, 'env' | 'hasOrders'>

export async function buildStage(options: RehearseOptions, cast: Cast, own: OwnCluster): Promise<OpenStage> {
  const cluster = await startCluster({ processes: options.processes, secret: cast.secret, ...own })
  const { admin } = cluster
  const hasHot = await admin.pin(pinned)
  return {
    ...cast,
    stock: { ...cast.stock, hot: hasHot ? cast.stock.hot : [] },
    url: cluster.url,
    breakers: cluster.breakers,
    admin,
    warmupS: warmupS(options),
    random: Math.random,
    close: cluster.stop,
  }
}
