// For a client that follows a dialog: how it stands with people, whenever who talks in it has changed and as its place
// in the queue changes.
import type { Standings } from '../../seats/standing.js'
import type { FollowEvent } from './replay.js'
import { waitOf } from './standing-json.js'

const nothing = () => {}

export class StandingNews {
  #stop = nothing
  #isEnded = false

  constructor(
    private readonly standings: Pick<Standings, 'follow'>,
    private readonly shop: string,
    private readonly tell: (news: object) => void,
  ) {}

  /** True when the event is told from here, once the desk was asked; a seat says all itself. */
  takes(dialogId: string, event: FollowEvent): boolean {
    if (event.kind !== 'mode') return false
    this.#stop()
    const { mode } = event
    if (mode === 'seat') return false
    const stop = this.standings.follow(this.shop, { dialogId, mode }, view =>
      this.tell({ dialog_id: dialogId, ...waitOf(view) }),
    )
    // What was told at once may be more than the client reads, and its connection has closed.
    if (this.#isEnded) stop()
    else this.#stop = stop
    return true
  }

  /** The client follows the dialog no more. */
  end(): void {
    this.#isEnded = true
    this.#stop()
  }
}
