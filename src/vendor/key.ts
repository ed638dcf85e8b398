// The vendor's API key: a value, or a file that is read again when it changes, so that a key is rotated without a
// restart. The key itself is never logged.
import { readFile, stat } from 'node:fs/promises'

export interface Key {
  /** The value of the Authorization header; undefined when the vendor wants none. */
  authorization(): string | undefined
  close(): void
}

export function fixedKey(key: string | undefined): Key {
  const authorization = key ? `Bearer ${key}` : undefined
  return { authorization: () => authorization, close: () => undefined }
}

/** Reads the file, and again within `checkMs` of a change. It looks at the file's state instead of watching for events:
 *  mounted secrets change by a swapped link, which watchers miss. `onFault` hears of a file that cannot be read or holds
 *  no key; the old key stays in force. Rejects when the first read fails. */
export async function openKeyFile(
  path: string,
  checkMs: number,
  onFault: (fault: unknown) => void,
): Promise<Key> {
  let mark = ''
  let authorization = ''

  async function check(): Promise<void> {
    // Marked before it is read: a change between the two is then seen by the next check.
    const { mtimeMs, size, ino } = await stat(path)
    const now = `${mtimeMs} ${size} ${ino}`
    if (now === mark) return
    authorization = `Bearer ${readKey(path, await readFile(path, 'utf8'))}`
    mark = now
  }

  await check()
  let isChecking = false
  const timer = setInterval(() => {
    if (isChecking) return
    isChecking = true
    check()
      .catch(onFault)
      .finally(() => {
        isChecking = false
      })
  }, checkMs)
  timer.unref()
  return { authorization: () => authorization, close: () => clearInterval(timer) }
}

/** A header cannot carry anything but visible ASCII. */
function readKey(path: string, text: string): string {
  const key = text.trim()
  if (!/^[\x21-\x7e]+$/.test(key)) throw new Error(`${path} does not hold a key`)
  return key
}
