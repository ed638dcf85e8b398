// Whether the server can be reached again, asked by plain requests. Browsers hold a page's WebSockets back, by up to five
// seconds, when some twenty of them have failed within minutes; requests they do not.

export interface KnockingDeps {
  /** Resolves to whether the server can be reached; may hang. */
  ask(signal: AbortSignal): Promise<boolean>
  /** The browser knows that there is no network: it will say when there is. */
  isOffline(): boolean
  readonly random: () => number
  /** A request begins so often, whatever became of those before it. */
  readonly everyMs: number
  /** A request is given up after this time. */
  readonly hangMs: number
  /** Then it ends anyway: what stands between may let WebSockets through and nothing else. */
  readonly longestMs: number
}

/** What it returns resolves with the first request that finds the server, or when the signal is aborted. */
export function createKnocking(deps: KnockingDeps): (signal: AbortSignal) => Promise<void> {
  const { ask, isOffline, random, everyMs, hangMs, longestMs } = deps
  return signal =>
    new Promise(resolve => {
      const over = new AbortController()
      function end(): void {
        clearInterval(timer)
        clearTimeout(enough)
        signal.removeEventListener('abort', end)
        over.abort()
        resolve()
      }
      function knock(): void {
        if (isOffline()) return
        const patience = AbortSignal.any([over.signal, AbortSignal.timeout(hangMs)])
        ask(patience).then(
          isThere => isThere && end(),
          () => undefined,
        )
      }
      // Seats that were cut off together do not knock together.
      const timer = setInterval(knock, everyMs * (0.75 + random() / 4))
      const enough = setTimeout(end, longestMs)
      signal.addEventListener('abort', end)
      knock()
    })
}
