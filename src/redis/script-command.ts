// A script's call as a command of ioredis, made for being sent often: its arguments are strings and numbers in flat
// lists, and it starts no timer, because node-health.ts looks at all calls that are waited for at once.
import { Command } from 'ioredis'
import type { Commands } from './client.js'
import { prefixOf } from './prefix.js'

export interface ScriptCall {
  readonly name: 'evalsha' | 'eval'
  /** The hash of the script, or its text. */
  readonly script: string
  readonly keys: readonly string[]
  readonly args: readonly (string | number)[]
}

class ScriptCommand extends Command {
  constructor({ name, script, keys, args }: ScriptCall, prefix: string) {
    // Without arguments, so that none of them is looked at before it is sent.
    super(name, [], { replyEncoding: 'utf8' })
    const sent = [script, String(keys.length)]
    for (const key of keys) sent.push(prefix + key)
    for (const arg of args) sent.push(String(arg))
    this.args = sent
  }

  override setTimeout(): void {}

  override toWritable(): string {
    let text = `*${this.args.length + 1}\r\n$${this.name.length}\r\n${this.name}\r\n`
    for (const arg of this.args) text += `$${Buffer.byteLength(String(arg))}\r\n${arg}\r\n`
    return text
  }
}

export function callScript(commands: Commands, call: ScriptCall): Promise<unknown> {
  return commands.sendCommand(new ScriptCommand(call, prefixOf(commands))) as Promise<unknown>
}
