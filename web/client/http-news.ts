// The events of one dialog, over HTTP: as long as no socket tells them.

import { fromWire } from './api-types.js'
import type { Http } from './http.js'
import { EVENT_STREAM } from './http-link.js'
import type { Pauses } from './pauses.js'
import { ProblemError } from './problem-error.js'
import { dialogPath } from './requests.js'
import { backoffMs } from './retry.js'
import { readEvents } from './sse.js'

export interface HttpNews {
  /** One dialog at a time: browsers allow few connections to one HTTP/1.1 host. */
  follow(dialogId: string): void
  stop(): void
}

export interface NewsDeps {
  readonly http: Http
  readonly pauses: Pick<Pauses, 'pause'>
  readonly random: () => number
  /** The last seq that is known of the dialog. */
  after(dialogId: string): number
  tell(name: string, body: unknown): void
  /** There is no such dialog any more. */
  gone(dialogId: string): void
}

export function createHttpNews(deps: NewsDeps): HttpNews {
  let followed: { readonly dialogId: string; readonly abort: AbortController } | undefined

  function stop(): void {
    followed?.abort.abort()
    followed = undefined
  }

  return {
    stop,
    follow(dialogId) {
      if (followed?.dialogId === dialogId) return
      stop()
      const abort = new AbortController()
      followed = { dialogId, abort }
      run(deps, dialogId, abort.signal).catch(error => {
        if (abort.signal.aborted) return
        followed = undefined
        if (error instanceof ProblemError) deps.gone(dialogId)
      })
    },
  }
}

/** Ends by rejecting: with the signal's reason, or with a problem that another attempt cannot change. */
async function run(deps: NewsDeps, dialogId: string, signal: AbortSignal): Promise<never> {
  for (let attempt = 0; ; attempt++) {
    let retryMs: number | undefined
    const event = ({ name, data }: { name: string; data: string }): void => {
      attempt = 0
      // After an `error` the stream ends; the next request is told the same as a status.
      if (name !== 'error') deps.tell(name, fromWire(JSON.parse(data)))
    }
    try {
      const headers = { Accept: EVENT_STREAM, 'Last-Event-ID': String(deps.after(dialogId)) }
      const response = await deps.http.send({ method: 'GET', path: dialogPath(dialogId), headers, signal })
      const retry = (ms: number) => {
        retryMs = ms
      }
      if (response.body) await readEvents(response.body, { event, retry })
    } catch (error) {
      if (error instanceof ProblemError && [403, 404, 410].includes(error.status)) throw error
      if (signal.aborted) throw error
    }
    await deps.pauses.pause(retryMs ?? backoffMs(attempt, deps.random), signal)
  }
}
