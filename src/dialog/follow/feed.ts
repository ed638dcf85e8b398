// One dialog of one customer, read for all its followers in this process: one read at a time, from the position of the
// follower that is furthest behind. The next read finds events that happen during a read.
import type { Sign } from '../../cluster/bus.js'
import type { DialogId } from '../../ids.js'
import { Stop, type StopSignal } from '../../stop.js'
import type { DialogNews } from '../store/dialog-views.js'
import type { Dialogs } from '../store/dialogs.js'
import type { Mode } from '../store/talk.js'
import { createWakeup } from '../wakeup.js'
import { type DialogEvent, eventOf } from './dialog-event.js'
import type { Watching } from './watching.js'

export interface FeedDeps {
  readonly dialogs: Pick<Dialogs, 'readAfter'>
  readonly watching: Pick<Watching, 'watch' | 'unwatch'>
  readonly pause: (ms: number, signal?: StopSignal) => Promise<void>
  readonly onError: (error: unknown) => void
}

export interface FeedOf {
  readonly dialogId: DialogId
  readonly owner: string
  /** Called when the last follower has left: the feed stops reading and takes no new follower. */
  onEmpty(): void
}

export interface Feed {
  /** Calls the listener with every turn after `after`, or after the newest one of now, with each change of mode, and when
   *  another person holds the dialog than before. Returns a function that stops this. */
  join(listener: (event: DialogEvent) => void, known: KnownOf): () => void
  /** Tells those who know that a person holds the dialog. */
  pass(sign: Sign): void
}

/** A follower's position: the newest turn and the mode that it has. An absent mode is the bot. */
export interface KnownOf {
  readonly after?: number | undefined
  readonly mode?: Mode | undefined
  /** The service of the person who holds the dialog. */
  readonly serviceId?: string | undefined
  /** The service whose invitation to rate it has. */
  readonly ratingOf?: string | undefined
}

interface Follower {
  readonly listener: (event: DialogEvent) => void
  /** The seq of the follower's newest turn. */
  cursor: number
  mode: Mode
  serviceId: string | undefined
  ratingOf: string | undefined
}

/** Many clients follow many dialogs, and nearly every write sends a message: a lost one may delay a little longer
 *  here. */
const LOOK_MS = 5_000
/** The cursor of a follower that wants later turns only. */
const NEWEST = Number.MAX_SAFE_INTEGER

export function createFeed({ dialogs, watching, pause, onError }: FeedDeps, of: FeedOf): Feed {
  const { dialogId, owner } = of
  const followers = new Set<Follower>()
  const wakeup = createWakeup(pause)
  const stop = new Stop()
  let isRunning = false

  function unfollow(follower: Follower): void {
    if (!followers.delete(follower) || followers.size > 0) return
    stop.abort()
    of.onEmpty()
  }

  /** A follower that joins during a read takes part in the next one. */
  async function poll(): Promise<void> {
    const asking = [...followers]
    const after = Math.min(...asking.map(({ cursor }) => cursor))
    const news = await dialogs.readAfter({ dialogId, owner, after }, stop)
    for (const follower of asking) tell(follower, news)
  }

  function tell(follower: Follower, news: DialogNews | undefined): void {
    const events: DialogEvent[] =
      news === undefined
        ? [{ kind: 'gone' }]
        : [...news.turns.filter(({ seq }) => seq > follower.cursor).map(eventOf), ...talkNews(follower, news)]
    if (news)
      [follower.cursor, follower.mode, follower.serviceId] = [news.newest, news.mode, news.seat?.serviceId]
    if (news?.invitation) follower.ratingOf = news.invitation.serviceId
    for (const event of events) if (followers.has(follower)) follower.listener(event)
    if (news === undefined) unfollow(follower)
  }

  async function run(): Promise<void> {
    await watching.watch(dialogId, wakeup)
    while (followers.size > 0) {
      // A store that is away for a moment is asked again at the next look.
      await poll().catch(error => void (stop.aborted || onError(error)))
      await wakeup.wait(LOOK_MS, stop)
    }
    watching.unwatch(dialogId, wakeup)
  }

  return {
    join(listener, { after = NEWEST, mode = 'bot', serviceId, ratingOf }) {
      const follower: Follower = { listener, cursor: after, mode, serviceId, ratingOf }
      followers.add(follower)
      if (isRunning) wakeup.wake()
      else run().catch(onError)
      isRunning = true
      return () => unfollow(follower)
    },
    pass(sign) {
      for (const { mode, listener } of followers) if (mode === 'seat') listener(sign)
    },
  }
}

function talkNews(
  follower: Pick<Follower, 'mode' | 'serviceId' | 'ratingOf'>,
  { mode, seat, invitation }: DialogNews,
): DialogEvent[] {
  // From one person to another the mode is the same, in a transfer or when the queue between them was not seen.
  const isSame = mode === follower.mode && seat?.serviceId === follower.serviceId
  const events: DialogEvent[] = isSame ? [] : [{ kind: 'mode', mode, seat }]
  if (invitation && invitation.serviceId !== follower.ratingOf) events.push({ kind: 'rate', invitation })
  return events
}
