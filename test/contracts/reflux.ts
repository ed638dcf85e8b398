// Behaviour that every backend of Reflux must show.
import type t from 'tap'
import type { Reflux, RefluxEntry, RefluxLimits, RefluxRow } from '../../src/reflux/reflux.js'
import { entryOf, messageOf } from '../support/reflux/samples.js'

type Tap = Pick<typeof t, 'test' | 'equal' | 'same'>

export async function allOf(reflux: Reflux): Promise<RefluxEntry[]> {
  const entries: RefluxEntry[] = []
  for await (const row of reflux.rows()) entries.push(...row.entries)
  return entries
}

async function nextOf(reflux: Reflux): Promise<RefluxRow> {
  const row = await reflux.next()
  if (row === undefined) throw new Error('a row should wait')
  return row
}

const better = (row: RefluxRow) => row.entries.map(entry => ({ ...entry, better: '明天发货' }))

export interface RefluxBench {
  readonly reflux: Reflux
  /** Lets store time pass. */
  pass(ms: number): Promise<void>
}

export function refluxContract(tap: Tap, make: (t: Tap, limits: RefluxLimits) => Promise<RefluxBench>): void {
  const limits = { dialogsMost: 100, entriesMost: 3, ageMs: 60_000 }
  const claim = (title: string, run: (t: Tap, reflux: Reflux) => Promise<void>) =>
    tap.test(title, async t => run(t, (await make(t, limits)).reflux))

  claim('what is added can be read, a dialog with its entries in order', async (t, reflux) => {
    const one = entryOf()
    const two = entryOf({ dialogId: one.dialogId, question: '换行\n也 "行"' })
    await reflux.add(one)
    await reflux.add(two)
    t.same(await allOf(reflux), [one, two])
    t.equal((await nextOf(reflux)).dialogId, one.dialogId)
  })

  claim('rows can be read from behind a dialog on, unless it is gone', async (t, reflux) => {
    const [one, two, three] = [entryOf(), entryOf(), entryOf()]
    for (const entry of [one, two, three]) await reflux.add(entry)
    const behind = async (dialogId: string) => {
      const found: string[] = []
      for await (const row of reflux.rows(dialogId)) found.push(row.dialogId)
      return found
    }
    // Dialogs of the same millisecond may have any order.
    const all = (await allOf(reflux)).map(({ dialogId }) => dialogId)
    t.same(await behind(all[0] ?? ''), all.slice(1))
    t.same(await behind(all[2] ?? ''), [])
    await reflux.erase(one.dialogId)
    const error = await behind(one.dialogId).catch(fault => fault)
    t.equal(error.kind, 'not-found')
  })

  claim('adding twice adds once', async (t, reflux) => {
    const entry = entryOf()
    await reflux.add(entry)
    await reflux.add(entry)
    t.same(await allOf(reflux), [entry])
  })

  claim('a settled dialog waits no longer, and keeps what was settled', async (t, reflux) => {
    await reflux.add(entryOf())
    const row = await nextOf(reflux)
    t.equal(await reflux.settle(row, better(row)), true)
    t.equal(await reflux.next(), undefined)
    t.same(await allOf(reflux), better(row))
  })

  claim('a dialog that has grown since it was read is not settled', async (t, reflux) => {
    const one = entryOf()
    await reflux.add(one)
    const row = await nextOf(reflux)
    const two = entryOf({ dialogId: one.dialogId })
    await reflux.add(two)
    t.equal(await reflux.settle(row, better(row)), false)
    t.same((await nextOf(reflux)).entries, [one, two])
  })

  claim('a settled dialog with a new entry waits again', async (t, reflux) => {
    const one = entryOf()
    await reflux.add(one)
    const row = await nextOf(reflux)
    await reflux.settle(row, better(row))
    await reflux.add(entryOf({ dialogId: one.dialogId }))
    t.equal((await nextOf(reflux)).entries.length, 2)
  })

  claim('a left message is kept, and its dialog waits for no better answer of it', async (t, reflux) => {
    const message = messageOf()
    await reflux.add(message)
    await reflux.add(message)
    t.equal(await reflux.next(), undefined)
    t.same(await allOf(reflux), [message])
    const asked = entryOf({ dialogId: message.dialogId })
    await reflux.add(asked)
    const row = await nextOf(reflux)
    t.same(row.entries, [message, asked])
    await reflux.settle(row, row.entries)
    await reflux.add(messageOf({ dialogId: message.dialogId }))
    t.equal(await reflux.next(), undefined, 'one that comes later does not make it wait again')
    await reflux.erase(message.dialogId)
    t.same(await allOf(reflux), [])
  })

  claim('a left message keeps a dialog that waits waiting, and changes its row', async (t, reflux) => {
    const asked = entryOf()
    await reflux.add(asked)
    const row = await nextOf(reflux)
    const message = messageOf({ dialogId: asked.dialogId })
    await reflux.add(message)
    t.equal(await reflux.settle(row, better(row)), false)
    t.same((await nextOf(reflux)).entries, [asked, message])
  })

  claim('a forgotten dialog is gone and cannot be settled', async (t, reflux) => {
    const [one, two] = [entryOf(), entryOf()]
    await reflux.add(one)
    const row = await nextOf(reflux)
    await reflux.add(two)
    await reflux.erase(one.dialogId)
    await reflux.erase(one.dialogId)
    t.equal(await reflux.settle(row, better(row)), false)
    t.same(await allOf(reflux), [two])
    t.equal((await nextOf(reflux)).dialogId, two.dialogId)
  })

  claim('a dialog keeps a bounded number of entries', async (t, reflux) => {
    const { dialogId } = entryOf()
    for (let i = 0; i < 5; i++) await reflux.add(entryOf({ dialogId, question: `${i}` }))
    t.same(
      (await allOf(reflux)).map(({ question }) => question),
      ['0', '1', '2'],
    )
  })

  tap.test('of too many dialogs the oldest go', async t => {
    const { reflux, pass } = await make(t, { ...limits, dialogsMost: 2 })
    const added = [entryOf(), entryOf(), entryOf()]
    for (const entry of added) {
      await reflux.add(entry)
      await pass(2)
    }
    t.same(await allOf(reflux), added.slice(1))
    t.equal((await nextOf(reflux)).dialogId, added[1]?.dialogId)
  })

  tap.test('what is kept too long is shown no more, and a new entry does not keep it longer', async t => {
    const { reflux, pass } = await make(t, { ...limits, ageMs: 1_000 })
    const old = entryOf()
    await reflux.add(old)
    const row = await nextOf(reflux)
    await pass(600)
    await reflux.add(entryOf({ dialogId: old.dialogId }))
    await pass(500)
    const young = entryOf()
    await reflux.add(young)
    t.same(await allOf(reflux), [young])
    t.equal((await nextOf(reflux)).dialogId, young.dialogId)
    t.equal(await reflux.settle(row, better(row)), false)
    await pass(1_100)
    await reflux.trim()
    t.same(await allOf(reflux), [])
    t.equal(await reflux.next(), undefined)
  })
}
