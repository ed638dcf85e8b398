// The work of a seat: what it does becomes frames, and frames become what it sees.
import { newKey } from '../client/new-key.js'
import type { Store } from '../design/store.js'
import { type ActingDeps, type Acts, createActing } from './acting.js'
import { type Board, emptyBoard, type Held, heldFrom, withoutOffer } from './board.js'
import { createDecide, type Decide } from './deciding.js'
import { createDeskNews, type Reply } from './desk-news.js'
import type { Ending, Row, SeatStatus } from './frames.js'
import { changeHeldIn } from './held-store.js'
import type { KeptDesk } from './kept.js'
import { createSaying } from './saying.js'
import { createSeatHttp, type SeatHttp } from './seat-http.js'
import { openSeatLink } from './seat-link.js'

export interface DeskWork {
  setStatus(status: SeatStatus): void
  claim(dialogId: string): void
  /** Takes a dialog that was offered, or lets another seat have it. */
  accept(dialogId: string): void
  decline(dialogId: string): void
  say(dialogId: string, text: string): void
  /** Asks for a model's suggestion. */
  draft(dialogId: string): void
  /** Drops the suggestion. */
  dismiss(dialogId: string): void
  readonly decide: Decide
  readonly picture: SeatHttp['picture']
  /** False, as with `transfer`, when there is no connection. */
  note(dialogId: string, text: string): boolean
  release(dialogId: string): void
  transfer(dialogId: string, to: string, note: string): boolean
  close(dialogId: string, ending: Ending): void
  typing(dialogId: string): void
  /** The seat sees the dialog's messages up to `seq`. */
  read(dialogId: string, seq: number): void
  stop(): void
}

export interface DeskWorkDeps {
  readonly store: Store<Board>
  readonly kept: KeptDesk
  readonly said: ActingDeps['said'] & { readonly noReply: string }
  token(): string
  /** Something came that the seat should hear of. */
  call(): void
  /** The version of the shop's canned replies. */
  canned(version: string): void
  /** The server does not take the token, or takes it no longer. */
  refused(): void
}

export function startDeskWork(deps: DeskWorkDeps): DeskWork {
  const { store, kept, said, token, call, canned, refused } = deps
  const acts: Acts = new Map()
  /** The newest messages that the server knows to be read, by dialog. */
  const readSeqs = new Map<string, number>()
  const hear = createDeskNews({ store, kept, acts, begin, call, sayAgain: (...say) => saying.again(...say) })
  const link = openSeatLink({ token, frame: hear, lost, isThere }, () =>
    store.get().link === 'up' ? { type: 'status', status: kept.status() } : undefined,
  )
  const saying = createSaying({ store, kept, send: link.send })
  const acting = createActing({ store, acts, send: link.send, said })
  const act = acting.begin
  const http = createSeatHttp(token)
  const held = changeHeldIn(store)

  function lost(): void {
    acting.lost()
    store.set({ link: 'lost' })
  }

  /** Browsers hide why a socket was refused. */
  async function isThere(signal: AbortSignal): Promise<boolean> {
    const found = await http.knock(signal)
    if (found === 'refused') refused()
    return found === 'there'
  }

  function begin({ waiting, held: rows, left, me, cannedVersion }: Reply<'queue'>): void {
    const known = new Map(store.get().held.map(each => [each.row.dialogId, each]))
    // An earlier connection's requests get no reply, and its signs may have been lost.
    readSeqs.clear()
    const fresh = (row: Row): Held => ({
      ...(known.get(row.dialogId) ?? heldFrom(row, kept.suggested(row.dialogId))),
      row,
      draftRef: undefined,
    })
    const counted = rows.length
    store.set({ link: 'up', me, counted, offers: [], waiting, left, held: rows.map(fresh), fault: undefined })
    link.send({ type: 'status', status: kept.status() })
    // A claim by its holder gives the talk again.
    for (const { dialogId } of rows) link.send({ type: 'claim', ref: newKey(), dialog_id: dialogId })
    saying.resume(dialogId => known.has(dialogId))
    canned(cannedVersion)
  }

  return {
    setStatus(status) {
      kept.setStatus(status)
      link.send({ type: 'status', status })
    },
    claim: dialogId => act(dialogId, { type: 'claim' }),
    accept: dialogId => act(dialogId, { type: 'accept' }),
    decline(dialogId) {
      if (act(dialogId, { type: 'decline' }) === undefined) return
      store.set({ offers: withoutOffer(store.get().offers, dialogId) })
    },
    say: saying.say,
    draft(dialogId) {
      const draftRef = act(dialogId, { type: 'draft' })
      if (draftRef !== undefined) held(dialogId, () => ({ draftRef }))
    },
    dismiss(dialogId) {
      kept.dismiss(dialogId)
      held(dialogId, () => ({ suggested: undefined }))
    },
    decide: createDecide({ store, confirm: http.confirm, noReply: said.noReply }),
    picture: http.picture,
    note: (dialogId, text) => act(dialogId, { type: 'note', text }, { note: text }) !== undefined,
    release: dialogId => act(dialogId, { type: 'release' }, { ends: true }),
    transfer(dialogId, to, note) {
      const frame = { type: 'transfer', ...(to !== '' && { to }), ...(note !== '' && { note }) }
      return act(dialogId, frame, { ends: true }) !== undefined
    },
    close(dialogId, { outcome, summary, tags }) {
      const kept = { ...(summary !== '' && { summary }), ...(tags.length > 0 && { tags }) }
      act(dialogId, { type: 'close', outcome, ...kept }, { ends: true })
    },
    typing: dialogId => link.tell({ type: 'typing', dialog_id: dialogId }),
    read(dialogId, seq) {
      if (store.get().link !== 'up' || seq <= (readSeqs.get(dialogId) ?? 0)) return
      link.tell({ type: 'read', dialog_id: dialogId, seq })
      readSeqs.set(dialogId, seq)
    },
    stop() {
      saying.stop()
      http.close()
      link.close()
      store.set(emptyBoard)
    },
  }
}
