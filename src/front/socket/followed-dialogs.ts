// The dialogs that one socket follows, each event sent once: by the turn that it answers, or as news.
import type { Mode } from '../../dialog/store/talk.js'
import type { DialogId, TurnId } from '../../ids.js'
import { Problem } from '../../problem.js'
import type { SeatLinks } from '../../seats/seat-links.js'
import type { Standings } from '../../seats/standing.js'
import { followed } from '../chat/json.js'
import { type FollowDeps, type FollowEvent, follow, ownEvent } from '../chat/replay.js'
import { StandingNews } from '../chat/standing-news.js'
import type { ClientHandle } from './connection.js'

/** A socket follows at most this many dialogs; the one it has followed longest gives way. */
const DIALOGS_MAX = 32

/** Own answers kept to drop their echo from the subscription. */
const OWN_MAX = 64

interface Follow {
  /** Answers that the socket got another way. No cursor: news of an earlier one may still be under way. */
  readonly own: Set<number>
  stop: () => void
  readonly standing: StandingNews
  /** A person holds the dialog, as far as the socket was told. */
  isHeld: boolean
  /** Ends the telling of the seat's connection. */
  stopLink: () => void
}

export interface FollowedDeps extends FollowDeps {
  readonly limits: { readonly readMs: number }
  readonly standings: Pick<Standings, 'follow'>
  readonly seatLinks: SeatLinks
}

export class Followed {
  readonly #follows = new Map<DialogId, Follow>()

  constructor(
    private readonly deps: FollowedDeps,
    private readonly peer: ClientHandle,
    /** The answer to this turn comes through its sink. */
    private readonly isOwn: (turnId: TurnId) => boolean,
  ) {}

  /** Follows from now on, if it is not followed already. */
  start(dialogId: DialogId): void {
    if (this.#follows.has(dialogId)) return
    const mine = this.#add(dialogId)
    const to = { customer: this.peer.identity, dialogId }
    mine.stop = this.deps.subscriptions.subscribe(to, event =>
      this.#tell(dialogId, mine, ownEvent(this.deps.chat, this.peer.identity, event)),
    )
  }

  /** Replays what came after `after`, then follows. Throws Problem 'not-found'. */
  async resume(dialogId: DialogId, after: number): Promise<void> {
    const mine = this.#add(dialogId)
    const order = {
      customer: this.peer.identity,
      dialogId,
      after,
      signal: AbortSignal.timeout(this.deps.limits.readMs),
    }
    const stop = await follow(this.deps, order, event => this.#tell(dialogId, mine, event)).catch(fault => {
      this.#drop(dialogId, mine)
      throw fault
    })
    if (stop === undefined) {
      this.#drop(dialogId, mine)
      throw new Problem('not-found')
    }
    // Closed, or resumed again, while the store was asked.
    if (this.#follows.get(dialogId) === mine) mine.stop = stop
    else stop()
  }

  /** The socket got this one another way. */
  passed(dialogId: DialogId, seq: number): void {
    const own = this.#follows.get(dialogId)?.own
    const [oldest] = own?.add(seq) ?? []
    if (oldest !== undefined && own !== undefined && own.size > OWN_MAX) own.delete(oldest)
  }

  /** Only its own customer is ever told that a person holds a dialog. */
  isHeld(dialogId: DialogId): boolean {
    return this.#follows.get(dialogId)?.isHeld === true
  }

  close(): void {
    for (const { stop, standing, stopLink } of this.#follows.values()) {
      stop()
      standing.stop()
      stopLink()
    }
    this.#follows.clear()
  }

  #add(dialogId: DialogId): Follow {
    const before = this.#follows.get(dialogId)
    if (before) this.#drop(dialogId, before)
    const [oldest] = this.#follows
    if (oldest !== undefined && this.#follows.size >= DIALOGS_MAX) this.#drop(...oldest)
    const standing = new StandingNews(this.deps.standings, this.peer.identity.shop, news =>
      this.peer.send({ type: 'mode', ...news }),
    )
    const mine: Follow = {
      ...{ own: new Set(), isHeld: false, standing },
      ...{ stop: () => undefined, stopLink: () => undefined },
    }
    this.#follows.set(dialogId, mine)
    return mine
  }

  #drop(dialogId: DialogId, mine: Follow): void {
    mine.stop()
    mine.standing.stop()
    mine.stopLink()
    if (this.#follows.get(dialogId) === mine) this.#follows.delete(dialogId)
  }

  /** From now on somebody else talks: while it is a person, the state of the connection is told. */
  #modeChanged(dialogId: DialogId, mine: Follow, mode: Mode): void {
    mine.stopLink()
    mine.isHeld = mode === 'seat'
    if (!mine.isHeld) return
    mine.stopLink = this.deps.seatLinks.follow(this.peer.identity.shop, dialogId, state =>
      this.peer.send({ type: 'link', dialog_id: dialogId, state }),
    )
  }

  #tell(dialogId: DialogId, mine: Follow, event: FollowEvent): void {
    if (this.#follows.get(dialogId) !== mine) return
    if (event.kind === 'gone') {
      this.#drop(dialogId, mine)
      this.peer.refuse({ kind: 'gone' }, { dialogId })
      return
    }
    if (event.kind === 'mode' && mine.standing.takes(dialogId, event)) {
      this.#modeChanged(dialogId, mine, event.mode)
      return
    }
    const isOwn = event.kind === 'answer' && (mine.own.has(event.turn.seq) || this.isOwn(event.turn.turnId))
    if (!isOwn) this.peer.send(followed(dialogId, event))
    if (event.kind === 'mode') this.#modeChanged(dialogId, mine, event.mode)
  }
}
