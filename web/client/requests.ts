// Requests to a dialog besides turns. Plain HTTP whatever carries the turns: it has a reply to everything.

import type { Dialog, Place, Transcript } from './api-types.js'
import { type Http, readJson } from './http.js'
import { newKey } from './new-key.js'
import { ProblemError } from './problem-error.js'
import { pause, pauseMs } from './retry.js'

export interface Requests {
  history(dialogId: string): Promise<Dialog>
  transcript(dialogId: string): Promise<Transcript>
  transcriptText(dialogId: string): Promise<string>
  /** Deletes what the path names. */
  remove(path: string): Promise<void>
  /** Posts under a key of its own, so that a reply that was lost is asked for again. */
  post<T>(path: string, body: object): Promise<T>
}

export interface RequestDeps {
  readonly http: Http
  readonly random: () => number
  readonly giveUpMs: number
  readonly signal: AbortSignal
}

export function createRequests({ http, random, giveUpMs, signal }: RequestDeps): Requests {
  async function patiently<T>(once: (attempt: number) => Promise<T>): Promise<T> {
    const since = Date.now()
    for (let attempt = 0; ; attempt++) {
      try {
        return await once(attempt)
      } catch (error) {
        const ms = pauseMs(error, attempt, random)
        if (ms === undefined || Date.now() + ms - since > giveUpMs) throw error
        await pause(ms, signal)
      }
    }
  }

  const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    http.send({ method: 'GET', path, headers, signal })
  const asText = { Accept: 'text/plain' }

  return {
    history: dialogId => patiently(async () => readJson(await get(dialogPath(dialogId)), signal)),
    transcript: dialogId => patiently(async () => readJson(await get(transcriptPath(dialogId)), signal)),
    transcriptText: dialogId => patiently(async () => (await get(transcriptPath(dialogId), asText)).text()),
    post(path, body) {
      const headers = { 'Idempotency-Key': newKey() }
      return patiently(async () => {
        const response = await http.send({ method: 'POST', path, headers, body, signal })
        return response.status === 204 ? undefined : readJson(response, signal)
      }) as Promise<never>
    },
    remove: path =>
      patiently(async attempt => {
        try {
          await http.send({ method: 'DELETE', path, signal })
        } catch (error) {
          // The first attempt did it, and its reply was lost.
          if (attempt === 0 || !(error instanceof ProblemError) || error.status !== 404) throw error
        }
      }),
  }
}

export const dialogPath = (dialogId: string) => `/chat/${encodeURIComponent(dialogId)}`
const transcriptPath = (dialogId: string) => `${dialogPath(dialogId)}/transcript`
export const turnPath = ({ dialogId, turnId }: Place) => `${dialogPath(dialogId)}/turns/${turnId}`
