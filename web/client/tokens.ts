// The bearer token: asked of the application once, and again after the server refused it.

export interface Tokens {
  current(): Promise<string>
  /** `token` is what `current` returned. Told late, when there is a newer one already, it changes nothing. */
  refused(token: Promise<string>): void
}

export function createTokens(ask: () => string | Promise<string>): Tokens {
  let kept: Promise<string> | undefined
  const refused = (token: Promise<string>): void => {
    if (kept === token) kept = undefined
  }
  return {
    refused,
    current() {
      if (kept !== undefined) return kept
      const asked = Promise.resolve().then(ask)
      kept = asked
      asked.catch(() => refused(asked))
      return asked
    },
  }
}
