// Loads the Lua scripts and calls them by hash. What a script takes and returns is said in its header.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { Problem } from '../problem.js'
import { packageRoot } from '../root.js'
import type { RedisClient } from './client.js'
import { COMMAND_TIMEOUT_MS } from './command-timeout.js'
import { errorCode, storeAway } from './failure.js'
import type { RedisTime } from './redis-time.js'
import { callScript } from './script-command.js'

const folder = new URL('src/redis/lua/', packageRoot)

export interface Script {
  readonly source: string
  readonly sha: string
}

/** Runs a script with the keys and arguments that its header lists, in that order. */
export type RunScript = (
  name: string,
  keys: readonly string[],
  args?: readonly (string | number)[],
) => Promise<string>

/** A script with the functions that its header says it uses. */
const withShared = (source: string) =>
  source.replace(
    /^-- USES (\w+)$/gm,
    (line, name: string) => `${line}\n${readFileSync(new URL(`shared/${name}.lua`, folder), 'utf8')}`,
  )

export function loadScripts(): ReadonlyMap<string, Script> {
  const files = readdirSync(folder).filter(file => file.endsWith('.lua'))
  return new Map(
    files.map(file => {
      const source = withShared(readFileSync(new URL(file, folder), 'utf8'))
      const sha = createHash('sha1').update(source).digest('hex')
      return [file.slice(0, -4), { source, sha }]
    }),
  )
}

/** A call to Redis costs one round trip; a restarted Redis that lost its scripts costs one more.
 *  Throws Problem 'store-away' when Redis cannot be asked, does not answer in time or refuses to serve. */
export function createScripts(redis: Pick<RedisClient, 'commands' | 'nodeHealth'>): RunScript {
  const { commands, nodeHealth } = redis
  const scripts = loadScripts()
  return async (name, keys, args = []) => {
    const script = scripts.get(name)
    if (!script) throw new Error(`there is no script ${name}`)
    const { sha, source } = script
    const [key = ''] = keys
    try {
      const call = () => callScript(commands, { name: 'evalsha', script: sha, keys, args })
      return (await nodeHealth.ask(key, call)) as string
    } catch (error) {
      if (errorCode(error) !== 'NOSCRIPT') throw storeAway(error)
    }
    try {
      const call = () => callScript(commands, { name: 'eval', script: source, keys, args })
      return (await nodeHealth.ask(key, call)) as string
    } catch (error) {
      throw storeAway(error)
    }
  }
}

/** Runs a script whose first argument is not_after: a write that reaches Redis too late to be awaited does nothing, so
 *  that a command that was given up cannot act when a frozen Redis thaws. */
export type WriteScript = (
  name: string,
  keys: readonly string[],
  args: readonly (string | number)[],
) => Promise<string>

export function createWrites(run: RunScript, time: RedisTime): WriteScript {
  return async (name, keys, args) => {
    const reply = await run(name, keys, [time.now() + COMMAND_TIMEOUT_MS, ...args])
    if (reply[0] !== 'l') return reply
    // Our idea of Redis's clock was wrong (first call, or another host took over): the reply puts it right.
    time.learn(Number(reply.slice(1)))
    const again = await run(name, keys, [time.now() + COMMAND_TIMEOUT_MS, ...args])
    if (again[0] === 'l') throw new Problem('store-away', { detail: 'The store answers too late' })
    return again
  }
}
