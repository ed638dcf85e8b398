// The routes' event streams: one turn, with what was missed before it, or a whole dialog as it goes on.

import type { Chat, TurnOrder } from '../../dialog/chat.js'
import type { Subscriptions } from '../../dialog/follow/subscriptions.js'
import { Problem, type ProblemKind } from '../../problem.js'
import type { Standings } from '../../seats/standing.js'
import type { TextTable } from '../../texts.js'
import type { Holds } from '../holds.js'
import type { Reply } from '../http/reply.js'
import { signalOf } from '../http/request.js'
import type { Call } from '../http/route.js'
import { type FollowEvent, follow, ownEvent, readMissed, replayOf } from './replay.js'
import { EventStream, errorEvent, event, followPiece, streamTurn, type TurnStreamDeps } from './sse.js'
import { StandingNews } from './standing-news.js'

export const EVENT_STREAM = 'text/event-stream'

/** setTimeout knows no longer time. */
export const LONGEST_TIMER_MS = 2_147_483_647

export interface EventStreams {
  /** A turn's events; with Last-Event-ID the dialog's missed answers come first. */
  turn(order: TurnOrder, call: Call): Promise<Reply>
  /** A dialog's events after Last-Event-ID, and then as they happen. */
  dialog(call: Call): Promise<Reply>
  /** Ends the streams that would go on, each told after how long to come back. */
  drain(retryMs: () => number): void
}

export interface EventStreamDeps extends TurnStreamDeps {
  readonly chat: Chat
  readonly subscriptions: Subscriptions
  readonly texts: TextTable
  readonly holds: Holds
  readonly standings: Pick<Standings, 'follow'>
  readonly limits: { readonly readMs: number }
}

export function createEventStreams(deps: EventStreamDeps): EventStreams {
  const { chat, clock, texts, limits, holds } = deps
  const following = new Set<EventStream>()
  return {
    async turn(order, { identity, request: { client, headers } }) {
      const { dialogId } = order
      const after = cursorOf(headers.get('last-event-id'))
      const position = dialogId === undefined || after === undefined ? undefined : { dialogId, after }
      const signal = () => signalOf(client, limits.readMs)
      const missed =
        position && (await readMissed(chat, { customer: identity, ...position, signal: signal() }))
      const language = texts.for(headers.get('accept-language'), identity.shop)
      const stream = new EventStream(client)
      if (missed) {
        for (const happened of replayOf(missed, position.after))
          stream.write(followPiece(position.dialogId, ownEvent(chat, identity, happened)))
      }
      streamTurn(deps, order, { stream, texts: language })
      return stream.reply
    },
    async dialog({ identity, params, trace, request: { client, headers } }) {
      const dialogId = params.dialog_id ?? ''
      const stream = new EventStream(client)
      const fail = (kind: ProblemKind) => {
        const language = texts.for(headers.get('accept-language'), identity.shop)
        stream.end(errorEvent({ kind }, trace, language))
      }
      const standing = new StandingNews(deps.standings, identity.shop, news =>
        stream.write(event('mode', news)),
      )
      const tell = (happened: FollowEvent): void => {
        if (standing.takes(dialogId, happened)) return
        if (happened.kind === 'gone') fail('gone')
        else stream.write(followPiece(dialogId, happened))
      }
      const leave = holds.acquire(identity.owner)
      if (leave === undefined) throw new Problem('rate-limited', { retryAfterS: 1 })
      const after = cursorOf(headers.get('last-event-id')) ?? 0
      const signal = signalOf(client, limits.readMs)
      const stop = await follow(deps, { customer: identity, dialogId, after, signal }, tell).catch(fault => {
        leave()
        throw fault
      })
      if (stop === undefined) {
        leave()
        throw new Problem('not-found')
      }
      const expiry = setTimeout(
        fail,
        Math.min(identity.expiresAt - clock.now(), LONGEST_TIMER_MS),
        'unauthorized',
      )
      following.add(stream)
      stream.onOver(() => {
        following.delete(stream)
        clearTimeout(expiry)
        leave()
        standing.end()
        stop()
      })
      return stream.reply
    },
    drain(retryMs) {
      for (const stream of following) stream.end(`retry: ${retryMs()}\n\n`)
    },
  }
}

/** Undefined for what is no cursor of ours: an id that another server gave is as good as none. */
function cursorOf(lastEventId: string | undefined): number | undefined {
  return lastEventId !== undefined && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : undefined
}
