import t from 'tap'
import { Problem } from '../../src/problem.js'
import type { SeatDesk } from '../../src/seats/seat-desk.js'
import { type DoneAct, toldActs } from '../../src/seats/told-acts.js'

const seat = { shop: 'main', sub: 'wang', name: '小王', skills: [], capacity: 10 }
const order = { dialogId: 'd' }

/** A desk whose acts all succeed, or all are refused. */
function deskOf(refusal?: Problem): SeatDesk {
  const act = async () => {
    if (refusal) throw refusal
    return {} as never
  }
  return {
    claim: act,
    accept: act,
    say: act,
    note: act,
    release: act,
    close: act,
    transfer: act,
    takeBack: act,
    read: act,
  }
}

async function actAll(desk: SeatDesk): Promise<void> {
  const acts = [
    () => desk.claim(seat, 'd'),
    () => desk.accept(seat, 'd'),
    () => desk.say(seat, { ...order, text: 'secret' }),
    () => desk.note(seat, { ...order, text: 'secret' }),
    () => desk.release(seat, order),
    () => desk.transfer(seat, { ...order, note: 'secret' }),
    () => desk.close(seat, { ...order, outcome: 'solved' }),
  ]
  for (const act of acts) await act().catch(() => undefined)
}

t.test('acts that were done are told: which, whose, on which dialog, and no text', async t => {
  const told: DoneAct[] = []
  await actAll(toldActs(deskOf(), act => told.push(act)))
  t.same(
    told.map(({ act }) => act),
    ['claim', 'claim', 'note', 'release', 'transfer', 'close'],
  )
  t.match(
    told,
    told.map(() => ({ seat: { shop: 'main', sub: 'wang' }, dialogId: 'd' })),
  )
  t.notMatch(JSON.stringify(told), 'secret')
})

t.test('acts that were refused are not told', async t => {
  const told: DoneAct[] = []
  await actAll(toldActs(deskOf(new Problem('not-held')), act => told.push(act)))
  t.same(told, [])
})
