// The talk of one customer, and the next one's after it: each has a client, a token and cursors of its own. A talk that is
// over changes nothing and tells nothing any more, whatever was under way in it.
import type { createClient } from '../client/client.js'
import type { Store } from '../design/store.js'
import type { PanelHost } from '../widget/panel-contract.js'
import type { Context } from '../widget/settings.js'
import { type Attaching, createAttaching } from './attaching.js'
import { type Conversation, createConversation } from './conversation.js'
import type { KeptTalk } from './kept.js'
import { createService, type Service } from './service.js'
import { emptied, type Talk } from './talk.js'
import type { PanelWords } from './words.js'

export interface TalkParts {
  readonly conversation: Conversation
  readonly service: Service
  readonly attaching: Attaching
}

export interface Talks {
  /** The present one. */
  now(): TalkParts
  /** How many came before it. */
  count(): number
  /** Leaves the talk: the next question opens another. */
  reset(): void
  /** Goes on with the talk if it is that of the new token's customer, else leaves it. */
  tokenChanged(): void
  close(): void
}

export interface TalksDeps {
  readonly host: PanelHost
  readonly store: Store<Talk>
  readonly kept: KeptTalk
  readonly said: Pick<PanelWords, 'person' | 'attaching'>
  /** Goes with each question. */
  readonly context: () => Context
  readonly connect: typeof createClient
}

/** For so long a question is tried again by itself. */
const GIVE_UP_MS = 600_000

export function createTalks(deps: TalksDeps): Talks {
  const { store, kept } = deps
  let talk = beginTalk(deps, false)
  let before = 0

  function leave(): void {
    talk.end()
    before++
    store.set(emptied(store.get()))
  }

  return {
    now: () => talk,
    count: () => before,
    reset() {
      leave()
      kept.clear()
      talk = beginTalk(deps, false)
    },
    tokenChanged() {
      leave()
      talk = beginTalk(deps, true)
    },
    close: () => talk.end(),
  }
}

function beginTalk(
  { host, store, kept, said, context, connect }: TalksDeps,
  mayBeAnother: boolean,
): TalkParts & { end(): void } {
  let isOver = false
  const own: Store<Talk> = { get: store.get, set: change => isOver || store.set(change) }
  const emit: PanelHost['emit'] = (name, detail) => isOver || host.emit(name, detail)
  const client = connect({ baseUrl: host.baseUrl, token: host.token, giveUpMs: GIVE_UP_MS })
  const talking = createConversation({ client, host: { emit }, store: own, kept, mayBeAnother })
  const conversation: Conversation = {
    ...talking,
    // What the customer looks at goes with each question.
    ask: (text, extras) => talking.ask(text, { context: context(), ...extras }),
  }
  return {
    conversation,
    service: createService(conversation, own, said.person),
    attaching: createAttaching(conversation, own, said.attaching),
    end() {
      isOver = true
      conversation.close()
    },
  }
}
