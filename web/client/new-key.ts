// Idempotency keys.

/** 128 random bits. Not randomUUID: browsers keep that for pages that came over TLS. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('')
}
