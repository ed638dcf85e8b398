// Changes one held dialog of the board that a page shows.
import { type Board, change, type Held } from './board.js'

export interface BoardStore {
  get(): Board
  set(change: Partial<Board>): void
}

export type ChangeHeld = (dialogId: string, to: (held: Held) => Partial<Held>) => void

export const changeHeldIn =
  (store: BoardStore): ChangeHeld =>
  (dialogId, to) =>
    store.set({ held: change(store.get().held, dialogId, to) })
