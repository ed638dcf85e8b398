// A seat's yes or no to a proposed write. Over HTTP: a request whose reply was lost is repeated, and the server says again
// what became of the write.
import { createHttp } from '../client/http.js'
import { createPeople } from '../client/people.js'
import { ProblemError } from '../client/problem-error.js'
import { createRequests } from '../client/requests.js'
import { createTokens } from '../client/tokens.js'
import type { Decided } from './board.js'
import { type BoardStore, changeHeldIn } from './held-store.js'

export interface DecidingDeps {
  readonly store: BoardStore
  token(): string
  /** Shown when the server gave no reply. */
  readonly noReply: string
}

export interface Deciding {
  decide(dialogId: string, confirmId: string, decision: 'yes' | 'no'): void
  stop(): void
}

/** For so long a decision is tried again by itself. */
const GIVE_UP_MS = 30_000

export function createDeciding({ store, token, noReply }: DecidingDeps): Deciding {
  const held = changeHeldIn(store)
  const closing = new AbortController()
  const fetch: typeof globalThis.fetch = (...call) => globalThis.fetch(...call)
  const http = createHttp({ baseUrl: '', fetch, tokens: createTokens(token) })
  const { post, remove } = createRequests({
    ...{ http, random: Math.random, giveUpMs: GIVE_UP_MS, signal: closing.signal },
  })
  const people = createPeople(post, remove)

  async function ended(dialogId: string, confirmId: string, decision: 'yes' | 'no'): Promise<Decided> {
    try {
      return (await people.confirm(dialogId, confirmId, decision)).state
    } catch (error) {
      if (error instanceof ProblemError && [404, 410].includes(error.status)) return 'expired'
      throw error
    }
  }

  return {
    async decide(dialogId, confirmId, decision) {
      const mark = (now: Decided | undefined, fault?: string) =>
        held(dialogId, ({ decided }) => ({ decided: { ...decided, [confirmId]: now }, fault }))
      mark('deciding')
      try {
        mark(await ended(dialogId, confirmId, decision))
      } catch (error) {
        mark(undefined, error instanceof ProblemError ? (error.detail ?? error.type) : noReply)
      }
    },
    stop: () => closing.abort(),
  }
}
