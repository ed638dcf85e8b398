// The programs that the turn bench compares, each started the same way: same Redis, same vendor, own process. The peers among
// them are in peers.ts.
import { fileURLToPath } from 'node:url'
import { packageRoot } from '../../../src/root.js'
import { type Program, startProgram } from '../../../tools/program.js'
import { startServer } from '../../../tools/server.js'
import { withLog } from './server-log.js'

export interface ContenderDeps {
  readonly redisSocket: string
  /** '' when answers are local. */
  readonly llmUrl: string
  readonly secret: string
  /** Further variables of each program. */
  readonly env?: NodeJS.ProcessEnv
}

export interface Contender {
  readonly name: string
  start(around: ContenderDeps): Promise<Program>
}

const { PATH } = process.env

export const rushdesk: Contender = {
  name: 'rushdesk',
  start: ({ redisSocket, llmUrl, secret, env }) => {
    const own = {
      PATH,
      JWT_SECRET: secret,
      DATA_KEY: secret,
      REDIS_URL: `unix:${redisSocket}`,
      LLM_URL: llmUrl,
      // The bench compares the cost of a whole turn, not what a limit lets through or a budget turns into a 202.
      ANSWER_BUDGET_MS: '10000',
      RATE_PER_S: '0',
      UID_RATE_PER_S: '0',
      OVERLOAD: 'off',
      ...env,
    }
    return withLog(logFile => startServer(own, logFile))
  },
}

export const floor: Contender = {
  name: 'floor',
  start: ({ redisSocket, llmUrl, env }) =>
    startProgram([process.execPath, fileURLToPath(new URL('build/perf/floor/floor.js', packageRoot))], {
      ...env,
      PATH,
      REDIS_SOCKET: redisSocket,
      LLM_URL: llmUrl,
    }),
}

/** In the order in which charts show them. */
export const contenderNames = ['rushdesk', 'floor', 'fastapi', 'fastify']
