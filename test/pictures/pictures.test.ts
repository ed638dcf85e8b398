// The service over the memory store: what it takes, what it keeps, how much at a time.
import t from 'tap'
import { limits, never, newId, owner, turnOf, writeOf } from '../../perf/load/dialog-turns.js'
import { emptyState } from '../../src/dialog/store/dialog-shelf.js'
import { createMemoryDialogs } from '../../src/dialog/store/dialogs.memory.js'
import { PICTURES_MOST } from '../../src/dialog/store/pictures.js'
import { createMemoryPictures } from '../../src/dialog/store/pictures.memory.js'
import { createHolds } from '../../src/front/holds.js'
import { createPictures } from '../../src/pictures/pictures.js'
import type { Redraw } from '../../src/pictures/redraw.js'
import { createByteSeal } from '../../src/privacy/seal.js'
import { fakeClock } from '../support/dialog/fake-time.js'

const png = Buffer.from('\x89PNG\r\n\x1a\nthe rest', 'latin1')
const own = { kind: 'customer', owner } as const

/** Draws by adding a word. */
const fakeRedraw: Redraw = {
  redraw: async (bytes, { type }) => ({
    type,
    width: 3,
    height: 2,
    bytes: Buffer.concat([Buffer.from('drawn '), bytes]),
  }),
  blur: async picture => ({ ...picture, bytes: Buffer.from('blurred') }),
}

async function setUp({ redraw = fakeRedraw, pass }: { redraw?: Redraw; pass?: typeof once } = {}) {
  const clock = fakeClock()
  const records = emptyState()
  const dialogs = createMemoryDialogs({ clock, newId }, limits, records)
  const store = createMemoryPictures(clock, limits, records)
  const seal = createByteSeal('key', 'picture')
  const pictures = createPictures(
    { store, redraw, seal, newId, takePlace: createHolds(24).acquire, pass: pass ?? once },
    1000,
  )
  const turn = turnOf()
  await dialogs.commit(writeOf(turn, ''), never)
  const { dialogId } = turn
  const take = (order: { bytes?: Uint8Array; dialogId?: string; owner?: string } = {}) =>
    pictures.take({ dialogId, owner, bytes: png, ...order })
  return { pictures, store, take, dialogId, records }
}

const once = <T>(work: () => Promise<T>) => work()
/** How it ended: the kind of its Problem, or `taken`. */
const kindOf = (taken: Promise<unknown>): Promise<string> =>
  taken.then(
    () => 'taken',
    (refusal: { kind: string }) => refusal.kind,
  )
const refusal = (taken: Promise<unknown>) => taken.catch(error => error)

t.test('a picture is kept drawn anew and sealed, and opens in its own place alone', async t => {
  const { pictures, store, take, dialogId } = await setUp()
  const taken = await take()
  t.match(taken, { width: 3, height: 2, imageId: /^[a-p]{32}$/, expiresAt: Number })
  const ref = { dialogId, imageId: taken.imageId }
  const shown = await pictures.show(ref, own)
  t.match(shown, { type: 'image/png', width: 3, height: 2 })
  t.match(Buffer.from(shown?.bytes ?? []).toString('latin1'), /^drawn .*the rest$/s)
  const sealed = (await store.find(ref, own)) ?? ''
  t.notOk(Buffer.from(sealed, 'base64').includes('drawn'), 'nothing of it can be read')
  const elsewhere = { dialogId, imageId: 'a'.repeat(32) }
  await store.keep(elsewhere, owner, { sealed, bytes: 1 })
  t.equal(await pictures.show(elsewhere, own), undefined, 'moved, it does not open')
})

t.test('what is no picture, or of no dialog, is not drawn', async t => {
  let drawn = 0
  const redraw: Redraw = { ...fakeRedraw, redraw: async () => (drawn++ < 0 ? 'too-large' : 'broken') }
  const { take } = await setUp({ redraw })
  for (const bytes of [Buffer.alloc(0), Buffer.from('GIF89a'), Buffer.from('<svg/>'), Buffer.alloc(99)])
    t.match(await refusal(take({ bytes })), { kind: 'image-refused' })
  t.match(await refusal(take({ dialogId: newId() })), { kind: 'not-found' })
  t.match(await refusal(take({ owner: newId() })), { kind: 'not-found' })
  t.equal(drawn, 0)
  t.match(await refusal(take()), { kind: 'image-refused' })
  t.equal(drawn, 1)
})

t.test('a picture that stays too large is refused with the bound', async t => {
  const { take } = await setUp({ redraw: { ...fakeRedraw, redraw: async () => 'too-large' } })
  t.match(await refusal(take()), { kind: 'image-refused', detail: 'It has more than 1000 bytes' })
})

t.test('of 21 pictures at once one is too many', async t => {
  const { take } = await setUp()
  const kinds = await Promise.all(Array.from({ length: PICTURES_MOST + 1 }, () => kindOf(take())))
  t.same(
    kinds.filter(kind => kind !== 'taken'),
    ['images-full'],
  )
  t.match(await refusal(take()), { kind: 'images-full' }, 'nor is there room later')
})

t.test('one customer leaves room for the pictures of others', async t => {
  const held: (() => void)[] = []
  const pass = async <T>(work: () => Promise<T>): Promise<T> => {
    await new Promise<void>(resolve => held.push(resolve))
    return work()
  }
  const { take, records } = await setUp({ pass })
  const flood = Array.from({ length: 40 }, () => kindOf(take()))
  await new Promise(setImmediate)
  t.equal(held.length, 24)
  const clock = fakeClock()
  const other = turnOf({ owner: newId() })
  await createMemoryDialogs({ clock, newId }, limits, records).commit(writeOf(other, ''), never)
  const others = refusal(take({ dialogId: other.dialogId, owner: other.owner }))
  await new Promise(setImmediate)
  t.equal(held.length, 25, 'it waits for its place')
  for (const go of held) go()
  t.match(await others, { width: 3 })
  const kinds = await Promise.all(flood)
  t.equal(kinds.filter(kind => kind === 'overloaded').length, 16)
})
