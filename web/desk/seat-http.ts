// A seat's requests over HTTP: what has no frame.
import { createHttp } from '../client/http.js'
import { imagePath } from '../client/images.js'
import { createPeople, type People } from '../client/people.js'
import { createRequests } from '../client/requests.js'
import { createTokens } from '../client/tokens.js'

export interface SeatHttp extends Pick<People, 'confirm'> {
  /** A customer's picture, blurred unless it `isRevealed`, which is put on record. */
  picture(dialogId: string, imageId: string, isRevealed: boolean): Promise<Blob>
  /** The cheapest request of a seat. Rejects when nothing answers. */
  knock(signal: AbortSignal): Promise<'there' | 'refused' | 'away'>
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
    async knock(signal) {
      const headers = { Authorization: `Bearer ${token()}` }
      const { status, body } = await fetch('/seat/canned', { headers, signal })
      void body?.cancel()
      if (status === 401 || status === 403) return 'refused'
      // A gateway speaks for a server that is not there.
      return status < 500 ? 'there' : 'away'
    },
    close: () => closing.abort(),
  }
}
