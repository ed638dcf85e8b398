// Writes that do nothing when they reach Redis too late to be awaited: a command that was given up cannot act
// when a frozen Redis thaws.
import { Problem } from '../problem.js'
import { COMMAND_TIMEOUT_MS } from './command-timeout.js'
import type { RedisTime } from './redis-time.js'
import type { RunScript } from './scripts.js'

/** Runs a script whose first argument is not_after. */
export type WriteScript = (
  name: string,
  keys: readonly string[],
  args: readonly (string | number)[],
) => Promise<string>

export function createWrites(run: RunScript, time: RedisTime): WriteScript {
  return async (name, keys, args) => {
    const reply = await run(name, ...keys, time.now() + COMMAND_TIMEOUT_MS, ...args)
    if (reply[0] !== 'l') return reply
    // Our idea of Redis's clock was wrong (first call, or another host took over): the reply puts it right.
    time.learn(Number(reply.slice(1)))
    const again = await run(name, ...keys, time.now() + COMMAND_TIMEOUT_MS, ...args)
    if (again[0] === 'l') throw new Problem('store-away', { detail: 'The store answers too late' })
    return again
  }
}
