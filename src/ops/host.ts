// Limits and facts that the host gives a process.
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { packageRoot } from '../root.js'

/** POSIX's least, for hosts that do not tell. */
const OPEN_FILES_LEAST = 1024

/** Of Linux on the machines that the HTTP server is built for. */
const PAGE_BYTES = 4096

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

/** Memory that this process holds, in bytes; 0 where the host does not tell. */
export function residentBytes(): number {
  try {
    return Number(readFileSync('/proc/self/statm', 'utf8').split(' ')[1]) * PAGE_BYTES
  } catch {
    return 0 // no /proc: not Linux
  }
}

function packageVersion(): string {
  return JSON.parse(readFileSync(new URL('package.json', packageRoot), 'utf8')).version
}
