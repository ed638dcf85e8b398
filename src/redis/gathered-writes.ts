// What a process sends to Redis in one turn of its event loop leaves in one write. A write for each command would cost
// a hot answer a fifth of its CPU, and make Redis read as often (npm run perf -- cpu).

import type { Writable } from 'node:stream'
import { Cluster, type Redis } from 'ioredis'

/** No more wait for the end of the turn: Redis works on them while this process takes in the rest of a crowd. */
export const HELD_MAX = 32

/** From now on every connection of the client gathers what is written to it. */
export function gatherCommands(commands: Redis | Cluster): void {
  if (commands instanceof Cluster) commands.on('+node', gatherCommands)
  else commands.on('connect', () => gatherWrites(commands.stream))
}

/** In place of the stream's own write, because ioredis makes its streams itself, and those of a cluster's nodes anew. */
export function gatherWrites(stream: Writable): void {
  const write = stream.write
  let held = 0
  const release = () => {
    held = 0
    stream.uncork()
  }
  const releaseRest = () => {
    if (held > 0) release()
  }
  stream.write = (...what: unknown[]) => {
    if (held === 0) {
      stream.cork()
      setImmediate(releaseRest)
    }
    const hasRoom: boolean = Reflect.apply(write, stream, what)
    if (++held === HELD_MAX) release()
    return hasRoom
  }
}
