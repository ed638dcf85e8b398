// A script's call as a command of ioredis, without the timer that ioredis would start for it: every call of a script is
// waited for by node-health.ts, which looks at all of them at once.
import { Command } from 'ioredis'
import type { Commands } from './client.js'
import { prefixOf } from './prefix.js'

class ScriptCommand extends Command {
  override setTimeout(): void {}
}

/** Sends EVALSHA or EVAL. `values` are the script, the number of its keys, the keys, the arguments. */
export function callScript(
  commands: Commands,
  name: 'evalsha' | 'eval',
  values: (string | number)[],
): Promise<unknown> {
  const command = new ScriptCommand(name, values, { replyEncoding: 'utf8', keyPrefix: prefixOf(commands) })
  return commands.sendCommand(command) as Promise<unknown>
}
