// Limits and facts that the host gives a process.
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { packageRoot } from '../root.js'

/** POSIX's least, for hosts that do not tell. */
const OPEN_FILES_LEAST = 1024

export interface Host {
  /** The version of the package. */
  readonly version: string
  /** Files this process may hold open, sockets included. */
  readonly openFilesMax: number
  /** Processors it may use. */
  readonly processors: number
}

export function readHost(): Host {
  return { version: packageVersion(), openFilesMax: openFilesMax(), processors: availableParallelism() }
}

/** Linux: the soft limit. */
function openFilesMax(): number {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
    return soft === undefined ? OPEN_FILES_LEAST : Number(soft)
  } catch {
    return OPEN_FILES_LEAST // no /proc: not Linux
  }
}

function packageVersion(): string {
  return JSON.parse(readFileSync(new URL('package.json', packageRoot), 'utf8')).version
}
