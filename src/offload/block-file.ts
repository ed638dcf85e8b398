// BLOCK_FILE: checked at the start, and read again while the service runs, so that a term is blocked without a restart.

import { parseBlockedTerms } from '../privacy/block-terms.js'
import type { RepeatedTask } from '../timers.js'
import { AGAIN, watchFile } from '../watched-file.js'
import type { Offload } from './offload.js'

export interface BlockFile {
  /** There are terms that may not pass. */
  isBlocking(): boolean
  /** Tells the workers of changes from now on; `now` looks at once. */
  follow(p: BlockFollowers): Pick<RepeatedTask, 'now' | 'close'>
}

export interface BlockFollowers {
  readonly offload: Pick<Offload, 'adoptBlock'>
  readonly log: {
    info(fields: object, message: string): void
    warn(fields: object, message: string): void
  }
  /** Remembered verdicts on texts that passed no longer count. */
  clear(): void
}

const CHECK_MS = 1_000

/** `contents` is what `path` held at the start; both are '' without BLOCK_FILE. Throws an error that names the
 *  faulty lines. */
export function openBlockFile(path: string, contents: string): BlockFile {
  let terms = parseBlockedTerms(contents).length
  let known = contents
  let looked = contents
  return {
    isBlocking: () => terms > 0,
    follow({ offload, log, clear }) {
      if (path === '') return { now: async () => undefined, close: async () => undefined }
      return watchFile(path, CHECK_MS, {
        read(newest) {
          const isSettled = newest === looked || !lacksRows(newest, known)
          looked = newest
          if (!isSettled) return AGAIN
          if (newest === known) return undefined
          terms = parseBlockedTerms(newest).length
          known = newest
          offload.adoptBlock(newest)
          clear()
          log.info({ terms }, 'blocked terms read again')
          return undefined
        },
        // Names lines, never terms.
        onFault: fault =>
          log.warn({ fault: String(fault) }, 'BLOCK_FILE is faulty, the terms before it stay'),
      })
    },
  }
}

/** An editor that rewrites the file leaves it empty or half written for a moment, so rows that are missing count as
 *  taken out only when two looks in a row find the same. */
function lacksRows(newest: string, known: string): boolean {
  const rows = new Set(newest.split('\n').map(row => row.trim()))
  return known.split('\n').some(row => !rows.has(row.trim()))
}
