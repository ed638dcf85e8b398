// Finds the dialogs of desks that were lost with all their keys, and that no process remembers: all dialogs of the store are
// walked, and each that is at a desk gets its row again. One process walks, and only when boards may be incomplete.
import type { DialogWalk, WalkedDialog } from '../dialog/store/dialog-walk.js'
import type { DialogId } from '../ids.js'
import { repeat } from '../timers.js'
import type { DeskBoards } from './board.js'

export interface DeskWalk {
  /** One look; the loop does this every five seconds. */
  look(): Promise<void>
  close(): Promise<void>
}

export interface DeskWalkDeps {
  readonly boards: Pick<DeskBoards, 'claimWalk' | 'walked'>
  readonly walk: Pick<DialogWalk, 'pages'>
  settle(shop: string, dialogId: DialogId): Promise<unknown>
  onError(error: unknown): void
}

const LOOK_MS = 5_000

export function createDeskWalk({ boards, walk, settle, onError }: DeskWalkDeps): DeskWalk {
  let isClosed = false

  async function putBack(page: readonly WalkedDialog[]): Promise<void> {
    for (const { dialogId, shop, isAtDesk } of page)
      if (isAtDesk && shop !== undefined) await settle(shop, dialogId)
  }

  async function look(): Promise<void> {
    if (!(await boards.claimWalk())) return
    for await (const page of walk.pages()) {
      if (isClosed) return
      await putBack(page)
    }
    await boards.walked()
  }
  const looking = repeat(() => look().catch(onError), LOOK_MS)

  return {
    look,
    async close() {
      isClosed = true
      await looking.close()
    },
  }
}
