// Keyed hashes: what stores, logs and audit hold instead of a customer's id, an Idempotency-Key or a masked value.
import { createHmac, createSecretKey } from 'node:crypto'

/** The purpose of a hash. Its name goes into the hash, so that equal values of two purposes never look alike. */
export type Purpose =
  | 'uid'
  | 'key'
  | 'text'
  | 'open'
  | 'hit'
  | 'flight'
  | 'improves'
  | 'audit'
  | 'event'
  | 'opinion'
  | 'say'
  | 'act'
  | 'webhook-test'
  | 'webhook-secret'
  | 'webhook-replay'
  | 'draft'
  | 'mark'
  | 'handoff'
  | 'left'
  | 'confirm'

/** HMAC-SHA256 under DATA_KEY of a purpose and its parts, first 32 hex digits. */
export type KeyedHash = (purpose: Purpose, ...parts: readonly string[]) => string

export function createKeyedHash(dataKey: string): KeyedHash {
  const key = createSecretKey(Buffer.from(dataKey))
  return (purpose, ...parts) => {
    let hashed: string = purpose
    // The length stands before each part, so that ('ab', 'c') and ('a', 'bc') differ.
    for (const part of parts) hashed += `\n${part.length}\n${part}`
    return createHmac('sha256', key).update(hashed).digest('hex').slice(0, 32)
  }
}

/** Tells one DATA_KEY from another and nothing more: what processes show of theirs. */
export function markOf(keyedHash: KeyedHash): string {
  return keyedHash('mark').slice(0, 8)
}
