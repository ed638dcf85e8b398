// Texts sealed under DATA_KEY (AES-256-GCM): what a store holds and only our processes may read.
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'

export interface Seal {
  seal(text: string): string
  /** Undefined for what was not sealed under this key and purpose. */
  open(sealed: string): string | undefined
}

/** The same for bytes, each bound to the thing that they are of. */
export interface ByteSeal {
  seal(bytes: Uint8Array, of: string): Buffer
  /** Undefined for what was not sealed under this key and purpose, or is of another thing. */
  open(sealed: Uint8Array, of: string): Buffer | undefined
}

const IV_BYTES = 12
const TAG_BYTES = 16

/** A text sealed for one purpose does not open for another. */
export function createSeal(dataKey: string, purpose: string): Seal {
  const { seal, open } = createByteSeal(dataKey, purpose)
  return {
    seal: text => seal(Buffer.from(text, 'utf8'), '').toString('base64'),
    open: sealed => open(Buffer.from(sealed, 'base64'), '')?.toString('utf8'),
  }
}

export function createByteSeal(dataKey: string, purpose: string): ByteSeal {
  const key = createHmac('sha256', dataKey).update(`seal\n${purpose}`).digest()
  return {
    seal(bytes, of) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(of))
      return Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
    },
    open(sealed, of) {
      if (sealed.length < IV_BYTES + TAG_BYTES) return undefined
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES))
      decipher.setAAD(Buffer.from(of)).setAuthTag(sealed.subarray(-TAG_BYTES))
      try {
        return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()])
      } catch {
        return undefined // Another key sealed it, or somebody changed it.
      }
    },
  }
}
