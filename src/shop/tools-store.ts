// The tools in force: read at the start, and again when the file changes. A faulty file changes nothing.
import type { RepeatedTask } from '../timers.js'
import { AGAIN, watchFile } from '../watched-file.js'
import { noTools, type ToolSet } from './tool.js'
import type { ToolSecrets } from './tool-keys.js'
import { parseTools } from './tools-file.js'

export interface ToolsStore {
  current(): ToolSet
  /** Watches the file from now on; `now` reads it at once. */
  follow(log: ToolsLog): Pick<RepeatedTask, 'now' | 'close'>
}

export interface ToolsLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

const CHECK_MS = 1_000

/** `contents` is what `path` held at the start; both are '' without TOOLS_FILE. Throws ToolsFileError. */
export function openToolsStore(path: string, contents: string, secrets: ToolSecrets): ToolsStore {
  let tools = path === '' ? noTools : parseTools(contents, secrets)
  let known = contents
  return {
    current: () => tools,
    follow(log) {
      if (path === '') return { now: async () => undefined, close: async () => undefined }
      return watchFile(path, CHECK_MS, {
        read(newest) {
          // An editor that rewrites the file leaves it empty for a moment.
          if (newest.trim() === '') return AGAIN
          if (newest === known) return undefined
          known = newest
          tools = parseTools(newest, secrets)
          log.info({ tools: tools.tools.length }, 'tools read again')
          return undefined
        },
        // The fault names lines and paths, never a secret.
        onFault: fault =>
          log.warn({ fault: String(fault) }, 'TOOLS_FILE is faulty, the tools before it stay'),
      })
    },
  }
}
