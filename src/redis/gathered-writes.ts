// Commands of a process to Redis in one turn of its event loop leave in one write, as one string. A write for each
// command would cost a hot answer a fifth of its CPU, and make Redis read as often (npm run perf -- cpu).

import type { Writable } from 'node:stream'
import { Cluster, type Redis } from 'ioredis'
import type { LoopEnd } from './loop-end.js'

/** No more characters wait for the end of the turn: Redis works on some 30 turns while this process takes in the rest of a
 *  crowd. */
export const HELD_MAX = 16_384

/** From now on every connection of the client gathers what is written to it. */
export function gatherCommands(commands: Redis | Cluster, loopEnd: LoopEnd): void {
  if (commands instanceof Cluster) commands.on('+node', (node: Redis) => gatherCommands(node, loopEnd))
  else commands.on('connect', () => gatherWrites(commands.stream, loopEnd))
}

/** In place of the stream's own methods, because ioredis makes its streams itself, and those of a cluster's nodes anew.
 *  Joined here and not by cork: the pieces of a corked stream are encoded one by one. */
export function gatherWrites(stream: Writable, loopEnd: LoopEnd): void {
  const { write, end } = stream
  let text = ''
  const release = () => {
    if (text === '') return
    const gathered = text
    text = ''
    if (stream.writable) Reflect.apply(write, stream, [gathered])
  }
  stream.write = (...what: unknown[]): boolean => {
    const [piece] = what
    // Bytes, and what somebody waits for, leave as they are, behind what was written before them.
    if (typeof piece !== 'string' || what.length > 1) {
      release()
      return Reflect.apply(write, stream, what)
    }
    if (text === '') loopEnd.write(release)
    text += piece
    if (text.length >= HELD_MAX) release()
    return !stream.writableNeedDrain
  }
  stream.end = (...what: unknown[]) => {
    release()
    return Reflect.apply(end, stream, what)
  }
}
