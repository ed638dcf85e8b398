// The dialogs that one socket follows, each event sent once: by the turn that it answers, or as news.
import type { DialogEvent } from '../../dialog/follow/dialog-event.js'
import type { Mode } from '../../dialog/store/talk.js'
import type { DialogId, TurnId } from '../../ids.js'
import { Problem } from '../../problem.js'
import type { SeatLinks } from '../../seats/seat-links.js'
import type { Standings } from '../../seats/standing.js'
import { followed } from '../chat/json.js'
import { type FollowDeps, type FollowEvent, follow, ownEvent } from '../chat/replay.js'
import { StandingNews } from '../chat/standing-news.js'
import type { ClientHandle } from './connection.js'
import type { SocketTurns } from './socket-turns.js'

/** A socket follows at most this many dialogs; the one it has followed longest gives way. */
const DIALOGS_MAX = 32

/** Own answers kept to drop their echo from the subscription. */
const OWN_MAX = 64

const none: readonly never[] = []

const nothing = () => undefined

/** One dialog that is followed. Lists are short, and copied when they change: an idle socket weighs half of what it
 *  does with Sets and Maps. */
class Follow {
  /** Answers that the socket got another way, the oldest first. No cursor: news of an earlier one may still be under
   *  way. */
  own: readonly number[] = none
  stop: () => void = nothing
  /** A person holds the dialog, as far as the socket was told. */
  isHeld = false
  /** Ends the telling of the seat's connection. */
  stopLink: () => void = nothing

  constructor(
    readonly dialogId: DialogId,
    readonly standing: StandingNews,
  ) {}
}

export interface FollowedDeps extends FollowDeps {
  readonly limits: { readonly readMs: number }
  readonly standings: Pick<Standings, 'follow'>
  readonly seatLinks: SeatLinks
}

export class Followed {
  /** The one that is followed longest comes first. */
  #follows: readonly Follow[] = none
  #isClosed = false

  constructor(
    private readonly deps: FollowedDeps,
    private readonly peer: ClientHandle,
    /** Those under way: their answers come through their sinks. */
    private readonly turns: Pick<SocketTurns, 'find'>,
  ) {}

  /** Follows from now on, if it is not followed already. The socket may have closed while the store was asked: then
   *  nobody would ever end it. */
  start(dialogId: DialogId): void {
    if (this.#isClosed || this.#find(dialogId)) return
    const mine = this.#add(dialogId)
    const to = { customer: this.peer.identity, dialogId }
    const tell = (event: DialogEvent) => this.#tell(mine, ownEvent(this.deps.chat, this.peer.identity, event))
    mine.stop = this.deps.subscriptions.subscribe(to, tell)
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
    const stop = await follow(this.deps, order, event => this.#tell(mine, event)).catch(fault => {
      this.#drop(mine)
      throw fault
    })
    if (stop === undefined) {
      this.#drop(mine)
      throw new Problem('not-found')
    }
    // Closed, or resumed again, while the store was asked.
    if (this.#follows.includes(mine)) mine.stop = stop
    else stop()
  }

  /** The socket got this one another way. */
  passed(dialogId: DialogId, seq: number): void {
    const mine = this.#find(dialogId)
    if (mine && !mine.own.includes(seq)) mine.own = mine.own.slice(1 - OWN_MAX).concat(seq)
  }

  /** Only its own customer is ever told that a person holds a dialog. */
  isHeld(dialogId: DialogId): boolean {
    return this.#find(dialogId)?.isHeld === true
  }

  close(): void {
    this.#isClosed = true
    for (const { stop, standing, stopLink } of this.#follows) {
      stop()
      standing.end()
      stopLink()
    }
    this.#follows = none
  }

  #find(dialogId: DialogId): Follow | undefined {
    return this.#follows.find(follow => follow.dialogId === dialogId)
  }

  #add(dialogId: DialogId): Follow {
    const before = this.#find(dialogId)
    if (before) this.#drop(before)
    const [oldest] = this.#follows
    if (oldest !== undefined && this.#follows.length >= DIALOGS_MAX) this.#drop(oldest)
    const standing = new StandingNews(this.deps.standings, this.peer.identity.shop, news =>
      this.peer.send({ type: 'mode', ...news }),
    )
    const mine = new Follow(dialogId, standing)
    this.#follows = this.#follows.concat(mine)
    return mine
  }

  #drop(mine: Follow): void {
    mine.stop()
    mine.standing.end()
    mine.stopLink()
    this.#follows = this.#follows.filter(follow => follow !== mine)
  }

  /** From now on somebody else talks: while it is a person, the state of the connection is told. What is sent before and
   *  meanwhile may be more than the client reads, which closes the socket. */
  #modeChanged(mine: Follow, mode: Mode): void {
    const { dialogId } = mine
    mine.stopLink()
    mine.isHeld = mode === 'seat'
    if (!mine.isHeld || !this.#follows.includes(mine)) return
    const stop = this.deps.seatLinks.follow(this.peer.identity.shop, dialogId, state =>
      this.peer.send({ type: 'link', dialog_id: dialogId, state }),
    )
    if (this.#follows.includes(mine)) mine.stopLink = stop
    else stop()
  }

  #tell(mine: Follow, event: FollowEvent): void {
    if (!this.#follows.includes(mine)) return
    const { dialogId } = mine
    if (event.kind === 'gone') {
      this.#drop(mine)
      this.peer.refuse({ kind: 'gone' }, { dialogId })
      return
    }
    if (event.kind === 'mode' && mine.standing.takes(dialogId, event)) {
      this.#modeChanged(mine, event.mode)
      return
    }
    const isOwn = event.kind === 'answer' && this.#isOwn(mine, event.turn)
    if (!isOwn) this.peer.send(followed(dialogId, event))
    if (event.kind === 'mode') this.#modeChanged(mine, event.mode)
  }

  #isOwn({ own }: Follow, { seq, turnId }: { readonly seq: number; readonly turnId: TurnId }): boolean {
    return own.includes(seq) || this.turns.find(turnId) !== undefined
  }
}
