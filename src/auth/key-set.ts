// Fetching a JWKS document: a small JSON file of somebody else's server.

const TIMEOUT_MS = 5000
const BYTES_MAX = 262_144

/** A function that gets the parsed document, and rejects when there is none to be had. */
export function createKeySetFetch(url: string): () => Promise<unknown> {
  return async () => {
    const response = await fetch(url, {
      headers: { accept: 'application/jwk-set+json, application/json' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    if (!response.ok) throw new Error(`the key set's server answered ${response.status}`)
    const text = await response.text()
    if (text.length > BYTES_MAX) throw new Error('the key set is too large')
    return JSON.parse(text)
  }
}
