// A tab's memory over a reload: the id of its talk, and questions that have no answer yet. No token, no history.
import type { AskExtras } from '../widget/panel-contract.js'

export interface Unsent {
  readonly key: string
  readonly text: string
  readonly extras: AskExtras
}

export interface Kept {
  readonly dialogId?: string | undefined
  readonly unsent: readonly Unsent[]
}

const UNSENT_MAX = 20

export interface KeptTalk {
  read(): Kept
  setDialog(dialogId: string | undefined): void
  add(unsent: Unsent): void
  drop(key: string): void
  clear(): void
}

/** Where storage is forbidden it is kept for as long as the page. */
export function createKeptTalk(name: string): KeptTalk {
  let kept = readFrom(name)
  const write = (next: Kept) => {
    kept = next
    try {
      if (next.dialogId === undefined && next.unsent.length === 0) sessionStorage.removeItem(name)
      else sessionStorage.setItem(name, JSON.stringify(next))
    } catch {
      // Full or forbidden: the talk goes on, it is only not found after a reload.
    }
  }
  return {
    read: () => kept,
    setDialog: dialogId => write({ ...kept, dialogId }),
    add(unsent) {
      const others = kept.unsent.filter(({ key }) => key !== unsent.key)
      write({ ...kept, unsent: [...others, unsent].slice(-UNSENT_MAX) })
    },
    drop: key => write({ ...kept, unsent: kept.unsent.filter(each => each.key !== key) }),
    clear: () => write({ unsent: [] }),
  }
}

function readFrom(name: string): Kept {
  try {
    const { dialogId, unsent = [] } = JSON.parse(sessionStorage.getItem(name) ?? '{}')
    return { dialogId: typeof dialogId === 'string' ? dialogId : undefined, unsent }
  } catch {
    return { unsent: [] }
  }
}
