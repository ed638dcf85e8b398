// Signatures as Standard Webhooks v1 has them: HMAC-SHA256 over id, time and body, under each secret that is valid.
// Pure but for the hash.
import { createHmac } from 'node:crypto'

const PREFIX = 'whsec_'
/** The standard asks for 24 to 64 bytes. */
const SECRET_BYTES = 32
const SECRET_SHAPE = /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/

export interface SignedMessage {
  /** The event's id, by which receivers recognise a repetition. */
  readonly id: string
  /** Time of this try, in epoch milliseconds. */
  readonly triedAt: number
  readonly body: string
}

/** `fill` must give cryptographically strong bytes. */
export function newWebhookSecret(fill: (bytes: number) => Buffer): string {
  return `${PREFIX}${fill(SECRET_BYTES).toString('base64')}`
}

export function isWebhookSecret(text: string): boolean {
  return SECRET_SHAPE.test(text)
}

/** The headers of a message; during a rotation the newer secret comes first. */
export function signatureHeaders({ id, triedAt, body }: SignedMessage, secrets: readonly string[]) {
  const seconds = Math.floor(triedAt / 1000)
  const signatures = secrets.map(secret => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`
  })
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatures.join(' '),
  }
}
