// Random hex from a pool that is refilled in one call: ids are made several times a turn, and one system call
// for each would cost more than everything else about them.
import type { RandomHex } from './trace.js'

const POOL_BYTES = 8192

/** `fill` must write cryptographically strong bytes (crypto.randomFillSync). */
export function createRandomHex(fill: (pool: Buffer) => void): RandomHex {
  const pool = Buffer.alloc(POOL_BYTES)
  let used = POOL_BYTES
  return bytes => {
    if (used + bytes > POOL_BYTES) {
      fill(pool)
      used = 0
    }
    used += bytes
    return pool.toString('hex', used - bytes, used)
  }
}
