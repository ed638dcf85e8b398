// A seat's tab keeps this over a reload: drafts, suggestions, messages not confirmed, and whether the seat is online.
import type { Suggested } from './board.js'
import type { SeatStatus } from './frames.js'

export interface UnsentSay {
  readonly dialogId: string
  readonly key: string
  readonly text: string
  readonly at: string
  /** The text is a model's, unchanged. */
  readonly draftId?: string | undefined
}

interface Kept {
  readonly drafts: Readonly<Record<string, string>>
  readonly suggested: Readonly<Record<string, Suggested>>
  readonly unsent: readonly UnsentSay[]
  readonly status: SeatStatus
}

export interface KeptDesk {
  draft(dialogId: string): string
  setDraft(dialogId: string, text: string): void
  suggested(dialogId: string): Suggested | undefined
  suggest(dialogId: string, suggested: Suggested): void
  /** Drops the suggestion; what the seat has written stays. */
  dismiss(dialogId: string): void
  unsent(): readonly UnsentSay[]
  add(say: UnsentSay): void
  drop(key: string): void
  status(): SeatStatus
  setStatus(status: SeatStatus): void
}

const NAME = 'rushdesk:desk'

export function createKeptDesk(): KeptDesk {
  let kept: Kept = { drafts: {}, suggested: {}, unsent: [], status: 'away' }
  try {
    kept = { ...kept, ...JSON.parse(sessionStorage.getItem(NAME) ?? '{}') }
  } catch {
    // Unreadable text was not written by this page.
  }
  const keep = (change: Partial<Kept>) => {
    kept = { ...kept, ...change }
    sessionStorage.setItem(NAME, JSON.stringify(kept))
  }
  return {
    draft: dialogId => kept.drafts[dialogId] ?? '',
    setDraft(dialogId, text) {
      const others = omit(kept.drafts, dialogId)
      keep({ drafts: text === '' ? others : { ...others, [dialogId]: text } })
    },
    suggested: dialogId => kept.suggested[dialogId],
    suggest: (dialogId, suggested) => keep({ suggested: { ...kept.suggested, [dialogId]: suggested } }),
    dismiss: dialogId => keep({ suggested: omit(kept.suggested, dialogId) }),
    unsent: () => kept.unsent,
    add: say => keep({ unsent: [...kept.unsent, say] }),
    drop: key => keep({ unsent: kept.unsent.filter(each => each.key !== key) }),
    status: () => kept.status,
    setStatus: status => keep({ status }),
  }
}

function omit<T>(all: Readonly<Record<string, T>>, name: string): Record<string, T> {
  const { [name]: _, ...others } = all
  return others
}
