// The vendor's API key: a value, or a file that is read again when it changes, so that a key is rotated without a
// restart. The key itself is never logged.
import { readFile } from 'node:fs/promises'
import { watchFile } from '../watched-file.js'

export interface ApiKey {
  /** The value of the Authorization header; undefined when the vendor wants none. */
  authorization(): string | undefined
  close(): void
}

export function fixedKey(key: string | undefined): ApiKey {
  const authorization = key ? `Bearer ${key}` : undefined
  return { authorization: () => authorization, close: () => undefined }
}

/** Reads the file, and again within `checkMs` of a change. `onFault` is called for a file that cannot be read or holds no key;
 *  the old key stays in force. Rejects when the first read fails. */
export async function openKeyFile(
  path: string,
  checkMs: number,
  onFault: (fault: unknown) => void,
): Promise<ApiKey> {
  let authorization = headerOf(path, await readFile(path, 'utf8'))
  const watch = watchFile(path, checkMs, {
    read(contents) {
      authorization = headerOf(path, contents)
      return undefined
    },
    onFault,
  })
  return { authorization: () => authorization, close: () => void watch.close() }
}

/** A header cannot carry anything but visible ASCII. */
function headerOf(path: string, contents: string): string {
  const key = contents.trim()
  if (!/^[\x21-\x7e]+$/.test(key)) throw new Error(`${path} does not hold a key`)
  return `Bearer ${key}`
}
