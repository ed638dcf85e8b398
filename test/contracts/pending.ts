// Behaviour that every backend of the index of acknowledged turns must show.
import type t from 'tap'
import { newId } from '../../perf/load/dialog-turns.js'
import { PENDING_IDLE_MS, type Pending } from '../../src/dialog/pending/pending.js'

export interface PendingBench {
  readonly pending: Pending
  pass(ms: number): Promise<void>
}

type Tap = Pick<typeof t, 'test' | 'same' | 'match' | 'equal'>

export function pendingContract(tap: Tap, make: () => Promise<PendingBench>): void {
  const pointer = () => ({ dialogId: newId(), turnId: newId(), traceparent: '00-ab-cd-01' })

  tap.test('a fresh entry is nobody else’s', async t => {
    const { pending } = await make()
    await pending.promote(pointer(), newId())
    t.same(await pending.sweep(newId(), new Set()), [])
  })

  tap.test('an entry of a dead process is taken over by one of the living', async t => {
    const { pending, pass } = await make()
    const [dead, one, two] = [newId(), newId(), newId()]
    const turn = pointer()
    const entryId = await pending.promote(turn, dead)
    await pass(PENDING_IDLE_MS + 20)
    const live = new Set([one, two])
    const found = [...(await pending.sweep(one, live)), ...(await pending.sweep(two, live))]
    t.same(found, [{ ...turn, entryId, from: dead }])
  })

  tap.test('an entry of a living process is left alone, except by itself', async t => {
    const { pending, pass } = await make()
    const [one, two] = [newId(), newId()]
    const turn = pointer()
    const entryId = await pending.promote(turn, one)
    await pass(PENDING_IDLE_MS + 20)
    t.same(await pending.sweep(two, new Set([one, two])), [])
    t.same(await pending.sweep(one, new Set([one, two])), [{ ...turn, entryId, from: one }])
    t.same(await pending.sweep(one, new Set([one, two])), [], 'and not again at once')
  })

  tap.test('struck entries never come back', async t => {
    const { pending, pass } = await make()
    const [dead, one] = [newId(), newId()]
    const entryIds = [await pending.promote(pointer(), dead), await pending.promote(pointer(), dead)]
    await pending.strike(entryIds)
    await pass(PENDING_IDLE_MS + 20)
    t.same(await pending.sweep(one, new Set([one])), [])
  })

  tap.test('the entries of some turns are struck off, whoever owns them, and no others', async t => {
    const { pending, pass } = await make()
    const [dead, one] = [newId(), newId()]
    const turns = Array.from({ length: 5 }, pointer)
    for (const [i, turn] of turns.entries()) await pending.promote(turn, i % 2 ? dead : one)
    await pending.strikeTurns([turns[1]?.turnId ?? '', turns[2]?.turnId ?? '', newId()])
    await pass(PENDING_IDLE_MS + 20)
    const left = (await pending.sweep(one, new Set([one]))).map(({ turnId }) => turnId)
    t.same(new Set(left), new Set([0, 3, 4].map(i => turns[i]?.turnId)))
  })

  tap.test('sweeping before anything was promoted finds nothing', async t => {
    const { pending } = await make()
    t.same(await pending.sweep(newId(), new Set()), [])
  })
}
