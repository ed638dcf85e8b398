// A seat's requests over HTTP: what has no frame.
import { createHttp } from '../client/http.js'
import { imagePath } from '../client/images.js'
import { createPeople, type People } from '../client/people.js'
import { createRequests } from '../client/requests.js'
import { createTokens } from '../client/tokens.js'

export interface SeatHttp extends Pick<People, 'confirm'> {
  /** A customer's picture, blurred unless it `isRevealed`, which is put on record. */
  picture(dialogId: string, imageId: string, isRevealed: boolean): Promise<Blob>
  /** The server lives, and does not take the token. */
  isRefused(): Promise<boolean>
  close(): void
}

/** For so long a request is tried again by itself. */
const GIVE_UP_MS = 30_000

export function createSeatHttp(token: () => string): SeatHttp {
  const closing = new AbortController()
  const { signal } = closing
  const fetch: typeof globalThis.fetch = (...call) => globalThis.fetch(...call)
  const http = createHttp({ baseUrl: '', fetch, tokens: createTokens(token) })
  const { post, remove } = createRequests({ http, random: Math.random, giveUpMs: GIVE_UP_MS, signal })
  return {
    confirm: createPeople(post, remove).confirm,
    async picture(dialogId, imageId, isRevealed) {
      const path = `${imagePath(dialogId, imageId)}${isRevealed ? '?reveal=1' : ''}`
      return (await http.send({ method: 'GET', path, signal })).blob()
    },
    async isRefused() {
      const headers = { Authorization: `Bearer ${token()}` }
      const response = await fetch('/seat/canned', { headers, signal }).catch(() => undefined)
      void response?.body?.cancel()
      return response?.status === 401 || response?.status === 403
    },
    close: () => closing.abort(),
  }
}
