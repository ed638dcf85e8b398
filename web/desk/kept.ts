// A seat's tab keeps this over a reload: drafts, messages not confirmed, and whether the seat is online.
import type { SeatStatus } from './frames.js'

export interface UnsentSay {
  readonly dialogId: string
  readonly key: string
  readonly text: string
  readonly at: string
}

interface Kept {
  readonly drafts: Readonly<Record<string, string>>
  readonly unsent: readonly UnsentSay[]
  readonly status: SeatStatus
}

export interface KeptDesk {
  draft(dialogId: string): string
  setDraft(dialogId: string, text: string): void
  unsent(): readonly UnsentSay[]
  add(say: UnsentSay): void
  drop(key: string): void
  status(): SeatStatus
  setStatus(status: SeatStatus): void
}

const NAME = 'rushdesk:desk'

export function createKeptDesk(): KeptDesk {
  let kept: Kept = { drafts: {}, unsent: [], status: 'away' }
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
      const { [dialogId]: _, ...others } = kept.drafts
      keep({ drafts: text === '' ? others : { ...others, [dialogId]: text } })
    },
    unsent: () => kept.unsent,
    add: say => keep({ unsent: [...kept.unsent, say] }),
    drop: key => keep({ unsent: kept.unsent.filter(each => each.key !== key) }),
    status: () => kept.status,
    setStatus: status => keep({ status }),
  }
}
