// Effects of the desk's frames on what a seat sees.
import type { Acts } from './acting.js'
import {
  type Board,
  change,
  heard,
  heldFrom,
  recalled,
  release,
  type Suggested,
  said,
  without,
  withoutOffer,
  withRow,
} from './board.js'
import type { SeatFrameIn, SeatStatus } from './frames.js'
import { type BoardStore, changeHeldIn } from './held-store.js'

export type Reply<Type extends SeatFrameIn['type']> = Extract<SeatFrameIn, { type: Type }>

export interface DeskNewsDeps {
  readonly store: BoardStore
  /** A tab's memory over a reload. */
  readonly kept: {
    unsent(): readonly { readonly key: string; readonly dialogId: string; readonly text: string }[]
    drop(key: string): void
    draft(dialogId: string): string
    setDraft(dialogId: string, text: string): void
    suggested(dialogId: string): Suggested | undefined
    suggest(dialogId: string, suggested: Suggested): void
    dismiss(dialogId: string): void
    setStatus(status: SeatStatus): void
  }
  readonly acts: Acts
  /** A connection begins. */
  begin(frame: Reply<'queue'>): void
  /** Something came that the seat should hear of. */
  call(): void
  /** A line refused for the moment is due again. */
  sayAgain(key: string, inMs: number): void
}

const AGAIN_MS = 1_000
const TYPING_MS = 4_000

export function createDeskNews(deps: DeskNewsDeps): (frame: SeatFrameIn) => void {
  const { store, kept, acts, begin, call, sayAgain } = deps
  const held = changeHeldIn(store)

  function take(frame: Reply<'history'>): void {
    const { held: all, offers, waiting, left } = store.get()
    const { dialogId } = frame
    const row = [...offers.map(offer => offer.row), ...waiting, ...left].find(
      each => each.dialogId === dialogId,
    )
    const isHeld = all.some(each => each.row.dialogId === dialogId)
    const bare = { dialogId, since: new Date().toISOString(), reason: '', last: '', waitedS: 0 }
    const next = isHeld ? all : [...all, heldFrom(row ?? bare, kept.suggested(dialogId))]
    store.set({
      held: change(next, dialogId, each => recalled(each, frame)),
      ...unlisted(dialogId),
    })
  }

  /** The lists without a dialog. */
  function unlisted(dialogId: string): Pick<Board, 'offers' | 'waiting' | 'left'> {
    const { offers, waiting, left } = store.get()
    return {
      offers: withoutOffer(offers, dialogId),
      waiting: without(waiting, dialogId),
      left: without(left, dialogId),
    }
  }

  function offer({ dialogId, row, expiresInMs }: Reply<'offer'>): void {
    const proposed = { row, until: Date.now() + expiresInMs }
    store.set({ offers: [...withoutOffer(store.get().offers, dialogId), proposed] })
    const end = () => {
      const { offers } = store.get()
      if (offers.includes(proposed)) store.set({ offers: withoutOffer(offers, dialogId) })
    }
    setTimeout(end, expiresInMs)
    call()
  }

  function taken({ dialogId, by }: Reply<'taken'>): void {
    const { offers, waiting, left, me, held: all } = store.get()
    store.set({ left: without(left, dialogId), offers: withoutOffer(offers, dialogId) })
    // One's own stays in sight until its talk has come.
    if (by !== me?.sub) store.set({ waiting: without(waiting, dialogId), held: release(all, dialogId) })
  }

  function hearMessage({ dialogId, turnId, seq, from, text, at }: Reply<'message'>): void {
    const line = { seq, turnId, key: turnId ?? `${seq}${from}`, from, text, at } as const
    held(dialogId, ({ lines }) => ({ lines: heard(lines, line), typingUntil: 0 }))
    if (from === 'customer') call()
  }

  function finish({ ref }: Reply<'done'>): void {
    const done = acts.get(ref)
    acts.delete(ref)
    if (done?.note !== undefined) {
      const { dialogId, note } = done
      held(dialogId, ({ notes }) => ({ notes: [...notes, note] }))
    }
    if (done?.ends) {
      kept.setDraft(done.dialogId, '')
      kept.dismiss(done.dialogId)
      store.set({ held: release(store.get().held, done.dialogId) })
    }
  }

  function fail({ ref = '', problem, retryAfterS }: Reply<'error'>): void {
    const say = kept.unsent().find(({ key }) => key === ref)
    const about = acts.get(ref)?.dialogId ?? say?.dialogId
    acts.delete(ref)
    const fault =
      problem.holder === undefined
        ? (problem.detail ?? problem.type)
        : `${problem.detail} (${problem.holder})`
    const isHeld = store.get().held.some(({ row }) => row.dialogId === about)
    if (about !== undefined && isHeld)
      held(about, ({ draftRef }) => ({ fault, draftRef: draftRef === ref ? undefined : draftRef }))
    else store.set({ fault })
    if (say === undefined) return
    if (problem.status !== 429 && problem.status < 500) giveBack(say)
    else sayAgain(ref, retryAfterS === undefined ? AGAIN_MS : retryAfterS * 1_000)
  }

  /** A line refused for good is not said again, not even after a reload; its text goes before what is in the box. */
  function giveBack({ key, dialogId, text }: ReturnType<DeskNewsDeps['kept']['unsent']>[number]): void {
    kept.drop(key)
    const written = kept.draft(dialogId)
    kept.setDraft(dialogId, written === '' ? text : `${text}\n${written}`)
    held(dialogId, ({ lines }) => ({ lines: lines.filter(line => line.key !== key), givenBack: { text } }))
  }

  function listed(list: 'waiting' | 'left', { row }: Reply<'waiting' | 'left'>): void {
    store.set({ [list]: withRow(store.get()[list], row) })
    call()
  }

  function gone({ dialogId, why }: Reply<'gone'>): void {
    const { offers, held: all } = store.get()
    // It is offered to another seat now, and waits as before.
    if (why === 'withdrawn') store.set({ offers: withoutOffer(offers, dialogId) })
    else store.set({ ...unlisted(dialogId), held: release(all, dialogId) })
  }

  function confirmed({ ref, dialogId, seq }: Reply<'said'>): void {
    kept.drop(ref)
    held(dialogId, ({ lines }) => ({ lines: said(lines, ref, seq) }))
  }

  function suggest({ ref = '', dialogId, draftId, text }: Reply<'draft'>): void {
    acts.delete(ref)
    const suggested = { draftId, text }
    kept.suggest(dialogId, suggested)
    held(dialogId, () => ({ suggested, draftRef: undefined }))
  }

  function statusIs({ status, load, why }: Reply<'status'>): void {
    const { me, held: all, hasMissed } = store.get()
    // Nobody sits there: the page does not say once more that the seat is online.
    if (why === 'missed') kept.setStatus(status)
    store.set({ hasMissed: status !== 'online' && (hasMissed || why === 'missed') })
    if (me !== undefined) store.set({ me: { ...me, status, load }, counted: all.length })
  }

  /** Each frame's effects. Frames that are not here belong to a newer server and are left alone. */
  const on: { readonly [Type in SeatFrameIn['type']]: (frame: Reply<Type>) => void } = {
    queue: begin,
    waiting: frame => listed('waiting', frame),
    left: frame => listed('left', frame),
    offer,
    taken,
    gone,
    history: take,
    status: statusIs,
    seats: seats => store.set({ seats }),
    draft: suggest,
    said: confirmed,
    message: hearMessage,
    typing: ({ dialogId }) => held(dialogId, () => ({ typingUntil: Date.now() + TYPING_MS })),
    read: ({ dialogId, seq }) => held(dialogId, ({ readSeq }) => ({ readSeq: Math.max(readSeq, seq) })),
    done: finish,
    error: fail,
  }

  return frame => {
    if (Object.hasOwn(on, frame.type)) (on[frame.type] as (frame: SeatFrameIn) => void)(frame)
  }
}
