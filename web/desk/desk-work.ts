// The work of a seat: what it does becomes frames, and frames become what it sees.
import { newKey } from '../client/new-key.js'
import type { Store } from '../design/store.js'
import { type Board, change, emptyBoard, heldFrom, withDecision } from './board.js'
import { decide, type ProposalPlace } from './decide.js'
import { type Acts, createDeskNews, type Reply } from './desk-news.js'
import type { Outcome, SeatStatus } from './frames.js'
import type { KeptDesk, UnsentSay } from './kept.js'
import { openSeatLink } from './seat-link.js'

export interface DeskWork {
  setStatus(status: SeatStatus): void
  claim(dialogId: string): void
  say(dialogId: string, text: string): void
  note(dialogId: string, text: string): void
  release(dialogId: string): void
  transfer(dialogId: string, to: string, note: string): void
  close(dialogId: string, outcome: Outcome): void
  typing(dialogId: string): void
  /** Says yes or no to a write that the bot proposed. */
  decide(proposal: ProposalPlace, decision: 'yes' | 'no'): void
  stop(): void
}

export interface DeskWorkDeps {
  readonly store: Store<Board>
  readonly kept: KeptDesk
  token(): string
  /** Something came that the seat should hear of. */
  call(): void
  /** Shown where no word of a decision came. */
  readonly undecided: string
}

export function startDeskWork({ store, kept, token, call, undecided }: DeskWorkDeps): DeskWork {
  const acts: Acts = new Map()
  const hear = createDeskNews({ store, kept, acts, begin, call, sayAgain })
  const due = new Set<ReturnType<typeof setTimeout>>()
  const link = openSeatLink({ token, frame: hear, lost: () => store.set({ link: 'lost' }) }, () =>
    store.get().link === 'up' ? { type: 'status', status: kept.status() } : undefined,
  )

  function act(dialogId: string, frame: object, ends = false): void {
    const ref = newKey()
    acts.set(ref, { dialogId, ends })
    link.send({ ...frame, ref, dialog_id: dialogId })
  }
  const held = (dialogId: string, to: Parameters<typeof change>[2]) =>
    store.set({ held: change(store.get().held, dialogId, to) })
  const sendSay = ({ dialogId, key, text }: UnsentSay) =>
    link.send({ type: 'say', ref: key, key, dialog_id: dialogId, text })

  function begin({ waiting, held: rows, left, me }: Reply<'queue'>): void {
    const known = new Map(store.get().held.map(each => [each.row.dialogId, each]))
    const own = rows.map(row => ({ ...(known.get(row.dialogId) ?? heldFrom(row)), row }))
    store.set({ link: 'up', me, waiting, left, held: own, fault: undefined })
    link.send({ type: 'status', status: kept.status() })
    // A claim by its holder gives the talk again.
    for (const { dialogId } of rows) link.send({ type: 'claim', ref: newKey(), dialog_id: dialogId })
    for (const say of kept.unsent()) {
      if (!known.has(say.dialogId)) showUnsent(say)
      sendSay(say)
    }
  }

  function sayAgain(key: string, inMs: number): void {
    const timer = setTimeout(() => {
      due.delete(timer)
      // A new connection may have brought it meanwhile; the server takes a key once.
      const say = kept.unsent().find(each => each.key === key)
      if (say) sendSay(say)
    }, inMs)
    due.add(timer)
  }

  function showUnsent({ dialogId, key, text, at }: UnsentSay): void {
    held(dialogId, ({ lines }) => ({ lines: [...lines, { key, from: 'seat', text, at, isUnsent: true }] }))
  }

  return {
    setStatus(status) {
      kept.setStatus(status)
      link.send({ type: 'status', status })
    },
    claim: dialogId => act(dialogId, { type: 'claim' }),
    say(dialogId, text) {
      const say = { dialogId, key: newKey(), text, at: new Date().toISOString() }
      kept.add(say)
      kept.setDraft(dialogId, '')
      held(dialogId, () => ({ fault: undefined }))
      showUnsent(say)
      sendSay(say)
    },
    note(dialogId, text) {
      act(dialogId, { type: 'note', text })
      held(dialogId, ({ notes }) => ({ notes: [...notes, text] }))
    },
    release: dialogId => act(dialogId, { type: 'release' }, true),
    transfer: (dialogId, to, note) =>
      act(dialogId, { type: 'transfer', ...(to !== '' && { to }), ...(note !== '' && { note }) }, true),
    close: (dialogId, outcome) => act(dialogId, { type: 'close', outcome }, true),
    typing: dialogId => link.send({ type: 'typing', dialog_id: dialogId }),
    async decide(proposal, decision) {
      const { dialogId, confirmId } = proposal
      const decided = await decide(token(), proposal, decision)
      if (decided === undefined) held(dialogId, () => ({ fault: undecided }))
      else
        held(dialogId, ({ lines }) => ({ lines: withDecision(lines, confirmId, decided), fault: undefined }))
    },
    stop() {
      for (const timer of due) clearTimeout(timer)
      link.close()
      store.set(emptyBoard)
    },
  }
}
