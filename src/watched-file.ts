// A file that is read again when it changes. It looks at the file's state instead of watching for events: mounted files
// change by a swapped link, which watchers miss.
import { readFile, stat } from 'node:fs/promises'
import { withoutMark } from './text-file.js'
import { type RepeatedTask, repeat } from './timers.js'

export interface FileReader {
  /** Called with the contents at the first look and after every change. May throw: the change is then a fault. Returns
   *  AGAIN when the contents may be those of a file that is being written: the next look gives them once more. */
  read(contents: string): typeof AGAIN | undefined
  /** The file cannot be read, or `read` threw. Called once for each change, however long the file stays faulty. */
  onFault(fault: unknown): void
}

export const AGAIN = 'again'

const GONE = 'gone'

/** The first look is one pace away, or at now(). */
export function watchFile(path: string, checkMs: number, { read, onFault }: FileReader): RepeatedTask {
  let mark = ''

  async function contents(): Promise<string | undefined> {
    // Marked before it is read: a change between the two is then seen by the next look.
    const now = await stat(path).then(({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`)
    if (now === mark) return undefined
    mark = now
    return withoutMark(await readFile(path, 'utf8'))
  }

  return repeat(async () => {
    const before = mark
    try {
      const text = await contents()
      if (text !== undefined && read(text) === AGAIN) mark = ''
    } catch (fault) {
      // A file that cannot be read is tried again at the next look.
      if (isUnreadable(fault)) mark = GONE
      if (before !== GONE || mark !== GONE) onFault(fault)
    }
  }, checkMs)
}

function isUnreadable(fault: unknown): boolean {
  return fault instanceof Error && 'code' in fault
}
