// Which of the dialogs that a seat holds stand side by side: no more than there is room for, each where it stood before.
import { type Held, unansweredSince } from './board.js'

export interface Places {
  /** The talks to show. One that has just come is among them. */
  of(held: readonly Held[], most: number): readonly Held[]
  /** Shows a talk from now on. */
  bring(dialogId: string): void
}

/** `isWritten`: the seat has begun to write in that dialog. */
export function createPlaces(isWritten: (dialogId: string) => boolean): Places {
  let shown: readonly string[] = []
  let known: ReadonlySet<string> = new Set()
  let brought: string | undefined

  /** Where there is no room left a talk takes the place of the one that needs the seat least. */
  function withTalk(dialogId: string, most: number, talks: ReadonlyMap<string, Held>): readonly string[] {
    if (shown.includes(dialogId)) return shown
    if (shown.length < most) return [...shown, dialogId]
    return shown.with(shown.indexOf(leastNeeded(shown, talks)), dialogId)
  }

  function leastNeeded(among: readonly string[], talks: ReadonlyMap<string, Held>): string {
    const needed = (dialogId: string) => {
      const talk = talks.get(dialogId)
      const since = talk && unansweredSince(talk)
      // Whoever waits longest is needed most, and what is being written stays.
      return (isWritten(dialogId) ? Date.now() : 0) - (since ?? Date.now())
    }
    return among.reduce((least, each) => (needed(each) < needed(least) ? each : least))
  }

  return {
    of(held, most) {
      const talks = new Map(held.map(each => [each.row.dialogId, each]))
      shown = shown.filter(dialogId => talks.has(dialogId)).slice(0, most)
      const isFirst = known.size === 0
      for (const dialogId of talks.keys()) {
        const comes = !isFirst && !known.has(dialogId)
        if (comes || shown.length < most) shown = withTalk(dialogId, most, talks)
      }
      if (brought !== undefined && talks.has(brought)) shown = withTalk(brought, most, talks)
      brought = undefined
      known = new Set(talks.keys())
      return shown.flatMap(dialogId => talks.get(dialogId) ?? [])
    },
    bring(dialogId) {
      brought = dialogId
    },
  }
}
