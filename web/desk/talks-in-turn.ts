// Spreads the drawing of talks over frames. When customers write in six dialogs at once, drawing all six takes longer than
// a frame lasts; one a frame is seen a tenth of a second later at most.
import type { Held } from './board.js'

export interface TalksShown {
  readonly talks: readonly Held[]
  /** Other talks have changed, too: they come with the next frames. */
  readonly isBehind: boolean
}

/** Returns what to show in a frame: new talks, and the newest state of the one that was drawn longest ago. */
export function createTalksInTurn(): (held: readonly Held[]) => TalksShown {
  /** In the order in which they were drawn last. */
  const shown = new Map<string, Held>()
  return held => {
    const newest = new Map(held.map(each => [each.row.dialogId, each]))
    for (const dialogId of shown.keys()) if (!newest.has(dialogId)) shown.delete(dialogId)
    const behind = [...shown.keys()].filter(dialogId => shown.get(dialogId) !== newest.get(dialogId))
    for (const [dialogId, each] of newest) {
      if (shown.has(dialogId) && dialogId !== behind[0]) continue
      shown.delete(dialogId)
      shown.set(dialogId, each)
    }
    const talks = held.map(each => shown.get(each.row.dialogId) ?? each)
    return { talks, isBehind: behind.length > 1 }
  }
}
