// Removes a folder in which a process that has just ended, or a child of it, may still write.
import { rmSync } from 'node:fs'
import { pause } from '../src/clock.js'

const PATIENCE_MS = 10_000
const AGAIN_MS = 20

/** What is written meanwhile is removed, too: rmSync's own retries try the folder again and leave what is new in it.
 *  Rejects with the file system's error when others write for longer than 10 s. */
export async function removeFolder(folder: string): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      rmSync(folder, { recursive: true, force: true })
      return
    } catch (error) {
      if (performance.now() > giveUpAt) throw error
      await pause(AGAIN_MS)
    }
  }
}
