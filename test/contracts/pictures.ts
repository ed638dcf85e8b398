// Behaviour that every backend of DialogPictures must show, together with the Dialogs and Handovers of the same store.
import type t from 'tap'
import { lastOf, limits, never, newId, nextOf, owner, turnOf, writeOf } from '../../perf/load/dialog-turns.js'
import { actOf, claimOf, wishOf } from '../../perf/load/seat-acts.js'
import type { Dialogs } from '../../src/dialog/store/dialogs.js'
import type { Handovers } from '../../src/dialog/store/handovers.js'
import type { DialogLimits } from '../../src/dialog/store/limits.js'
import { type DialogPictures, PICTURES_BYTES_MOST, PICTURES_MOST } from '../../src/dialog/store/pictures.js'
import { imageIdOf } from '../../src/ids.js'

export interface PictureBench {
  readonly dialogs: Pick<Dialogs, 'begin' | 'commit' | 'read' | 'erase'>
  readonly handovers: Handovers
  readonly pictures: DialogPictures
}

type Tap = Pick<typeof t, 'test' | 'equal' | 'same' | 'match'>

const customer = { kind: 'customer', owner } as const
const small = { sealed: 'sealed', bytes: 6 }
const newImage = () => imageIdOf(newId())

async function opened({ dialogs }: PictureBench) {
  const turn = turnOf()
  const stored = await dialogs.commit(writeOf(turn, ''), never)
  if (stored.kind !== 'done') throw new Error(stored.kind)
  return turn
}

export function picturesContract(tap: Tap, make: (own: DialogLimits) => Promise<PictureBench>): void {
  const claim = (title: string, run: (t: Tap, bench: PictureBench) => Promise<void>) =>
    tap.test(title, async t => run(t, await make(limits)))

  claim('a picture is found as it was kept, and lives as long as its dialog', async (t, bench) => {
    const { pictures, dialogs } = bench
    const { dialogId } = await opened(bench)
    const ref = { dialogId, imageId: newImage() }
    const kept = await pictures.keep(ref, owner, small)
    t.same(kept, { kind: 'kept', expiresAt: (await dialogs.read(dialogId, owner, never))?.expiresAt })
    t.same(await pictures.keep(ref, owner, small), kept, 'repeated, it says the same')
    t.equal(await pictures.find(ref, customer), 'sealed')
    t.same(await pictures.list(dialogId, owner), { ids: [ref.imageId], bytes: 6 })
  })

  claim('a picture of another dialog, another customer or no dialog is not there', async (t, bench) => {
    const { pictures } = bench
    const { dialogId } = await opened(bench)
    const ref = { dialogId, imageId: newImage() }
    await pictures.keep(ref, owner, small)
    t.equal(await pictures.find(ref, { kind: 'customer', owner: newId() }), undefined)
    t.equal(await pictures.find({ dialogId, imageId: newImage() }, customer), undefined)
    const { dialogId: other } = await opened(bench)
    t.equal(await pictures.find({ ...ref, dialogId: other }, customer), undefined)
    t.same(await pictures.list(other, owner), { ids: [], bytes: 0 })
    t.equal(await pictures.list(dialogId, newId()), undefined)
    t.equal(await pictures.list(newId(), owner), undefined)
    for (const [at, who] of [
      [newId(), owner],
      [dialogId, newId()],
    ] as const) {
      t.same(await pictures.keep({ dialogId: at, imageId: newImage() }, who, small), { kind: 'absent' })
    }
  })

  claim('a dialog has room for so many pictures, however many come at once', async (t, bench) => {
    const { pictures } = bench
    const { dialogId } = await opened(bench)
    const all = Array.from({ length: PICTURES_MOST + 5 }, () =>
      pictures.keep({ dialogId, imageId: newImage() }, owner, small),
    )
    const kinds = (await Promise.all(all)).map(({ kind }) => kind)
    t.equal(kinds.filter(kind => kind === 'kept').length, PICTURES_MOST)
    t.equal(kinds.filter(kind => kind === 'full').length, 5)
    t.equal((await pictures.list(dialogId, owner))?.ids.length, PICTURES_MOST)
  })

  claim('and for so many bytes', async (t, bench) => {
    const { pictures } = bench
    const { dialogId } = await opened(bench)
    const keep = (bytes: number) =>
      pictures.keep({ dialogId, imageId: newImage() }, owner, { sealed: 'x', bytes })
    t.match(await keep(PICTURES_BYTES_MOST - 1), { kind: 'kept' })
    t.same(await keep(2), { kind: 'full' })
    t.match(await keep(1), { kind: 'kept' })
  })

  claim('the seat that holds the dialog finds its pictures, and no other seat', async (t, bench) => {
    const { pictures, handovers } = bench
    const { dialogId } = await opened(bench)
    const ref = { dialogId, imageId: newImage() }
    await pictures.keep(ref, owner, small)
    const by = (sub: string, shop = 'main') => pictures.find(ref, { kind: 'seat', sub, shop })
    await handovers.queue(wishOf(dialogId))
    t.equal(await by('s 1'), undefined, 'it only waits')
    const held = claimOf(dialogId, 's 1')
    await handovers.claim(held)
    t.equal(await by('s 1'), 'sealed')
    t.equal(await by('s 2'), undefined)
    t.equal(await by('s 1', 'another'), undefined)
    t.equal(await pictures.find(ref, customer), 'sealed')
    await handovers.giveBack(actOf(held), { reason: 'returned' })
    t.equal(await by('s 1'), undefined, 'it has given the dialog back')
  })

  claim('an erased dialog has no pictures, and takes none', async (t, bench) => {
    const { pictures, dialogs } = bench
    const { dialogId } = await opened(bench)
    const ref = { dialogId, imageId: newImage() }
    await pictures.keep(ref, owner, small)
    await dialogs.erase(dialogId, owner)
    t.equal(await pictures.find(ref, customer), undefined)
    t.equal(await pictures.list(dialogId, owner), undefined)
    t.same(await pictures.keep(ref, owner, small), { kind: 'absent' })
  })

  claim('pictures are in the way of no turn and its key', async (t, bench) => {
    const { pictures, dialogs } = bench
    const turn = await opened(bench)
    await pictures.keep({ dialogId: turn.dialogId, imageId: newImage() }, owner, small)
    const keyed = nextOf(turn, { key: newId(), textHash: newId() })
    const last = lastOf(await dialogs.begin(keyed, {}, never))
    t.match(await dialogs.commit(writeOf(keyed, last), never), { kind: 'done', turn: { seq: 2 } })
    const { turnId } = keyed
    t.match(await dialogs.begin({ ...keyed, turnId: newId() }, {}, never), { kind: 'done', turn: { turnId } })
    t.equal((await pictures.list(turn.dialogId, owner))?.ids.length, 1)
  })
}
