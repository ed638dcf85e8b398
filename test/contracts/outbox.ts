// Behaviour that every backend of Outbox must show, with the Dialogs, Handovers and Opinions of the same store.
import type t from 'tap'
import { limits, never, newId, nextOf, owner, turnOf, writeOf } from '../../perf/load/dialog-turns.js'
import { actOf, claimOf, seatText, wishOf } from '../../perf/load/seat-acts.js'
import type { Dialogs } from '../../src/dialog/store/dialogs.js'
import type { Handovers } from '../../src/dialog/store/handovers.js'
import type { DialogLimits } from '../../src/dialog/store/limits.js'
import { OUTBOX_MOST, type Outbox } from '../../src/dialog/store/outbox.js'
import type { Opinions } from '../../src/feedback/opinions.js'

export interface OutboxBench {
  readonly dialogs: Dialogs
  readonly handovers: Handovers
  readonly opinions: Opinions
  readonly outbox: Outbox
  /** Lets store time pass. */
  pass(ms: number): Promise<void>
}

type Tap = Pick<typeof t, 'test' | 'equal' | 'same' | 'match' | 'ok'>
type Claim = (title: string, run: (t: Tap, bench: OutboxBench) => Promise<void>) => void

export function outboxContract(tap: Tap, make: (own: DialogLimits) => Promise<OutboxBench>): void {
  const claim: Claim = (title, run) => tap.test(title, async t => run(t, await make(limits)))
  actClaims(claim)
  messageClaims(claim)
  keptClaims(claim)
  announceClaims(claim)
}

async function opened({ dialogs }: OutboxBench) {
  const turn = turnOf()
  await dialogs.commit(writeOf(turn, ''), never)
  return turn
}

async function eventsOf({ outbox }: OutboxBench, dialogId: string): Promise<string[]> {
  return (await outbox.read(dialogId)).kept.map(({ event }) => event)
}

function actClaims(claim: Claim): void {
  claim(
    'each act that changes who talks keeps its event in its order, with the dialog as it was',
    async (t, bench) => {
      const { handovers } = bench
      const { dialogId } = await opened(bench)
      const wish = wishOf(dialogId, { ref: 'r 1', skill: '退款', event: '{"a":"排队"}' })
      await handovers.queue(wish)
      const [first, second] = [claimOf(dialogId, 's 1', { event: 'claimed' }), claimOf(dialogId, 's 2')]
      await handovers.claim(first)
      await handovers.move(actOf(first, { event: 'moved' }), second)
      await handovers.giveBack(actOf(second, { event: 'returned' }), { reason: 'returned' })
      const third = claimOf(dialogId, 's 3')
      await handovers.claim(third)
      await handovers.close(actOf(third, { event: 'closed' }), seatText('再见'), 'solved')
      await handovers.queue(wishOf(dialogId))
      await handovers.leaveQueue(dialogId, owner, 'left')
      const { kept, lost } = await bench.outbox.read(dialogId)
      t.equal(lost, 0)
      t.same(
        kept.map(({ version, event }) => [version, event]),
        [
          [1, '{"a":"排队"}'],
          [2, 'claimed'],
          [3, 'moved'],
          [4, 'returned'],
          [5, 'closed'],
          [6, 'left'],
        ],
      )
      const [queued, claimed, moved, returned, closed] = kept
      t.match(queued, {
        seq: 1,
        handoff: { ref: 'r 1', reason: 'asked', priority: 3, skill: '退款', language: 'zh' },
        service: undefined,
      })
      t.match(claimed?.service, { serviceId: first.serviceId })
      t.match(moved?.service, { serviceId: first.serviceId }, 'of the service that ended')
      t.match(returned, { service: { serviceId: second.serviceId }, handoff: { reason: 'returned' } })
      t.match(closed, { service: { serviceId: third.serviceId } })
      t.ok((closed?.at ?? 0) >= (closed?.service?.claimedAt ?? Number.POSITIVE_INFINITY))
    },
  )

  claim('an act that is repeated or refused keeps nothing', async (t, bench) => {
    const { handovers } = bench
    const { dialogId } = await opened(bench)
    await handovers.leaveQueue(dialogId, owner, 'not waiting')
    const wish = wishOf(dialogId, { event: 'queued' })
    await handovers.queue(wish)
    await handovers.queue(wish)
    const first = claimOf(dialogId, 's 1', { event: 'claimed' })
    await handovers.claim(first)
    await handovers.claim(first)
    await handovers.claim(claimOf(dialogId, 's 2', { event: 'late' }))
    await handovers.queue(wish)
    const act = actOf(first, { event: 'closed' })
    await handovers.close(act, seatText('再见'), 'solved')
    await handovers.close(act, seatText('再见'), 'solved')
    await handovers.giveBack(act, { reason: 'returned' })
    await handovers.move(act, claimOf(dialogId, 's 2'))
    t.same(await eventsOf(bench, dialogId), ['queued', 'claimed', 'closed'])
  })

  claim('an opinion keeps its event once under its key', async (t, bench) => {
    const { dialogId, turnId } = await opened(bench)
    const opinion = {
      kind: 'rating',
      turnId,
      shop: 'main',
      source: 'llm',
      variant: 'stable',
      score: 1,
    } as const
    const write = { dialogId, owner, opinion, once: { key: newId(), body: 'b' }, event: 'rated' }
    await bench.opinions.keep(write)
    await bench.opinions.keep(write)
    await bench.opinions.keep({ ...write, once: { ...write.once, body: 'other' } })
    await bench.opinions.keep({ ...write, owner: newId() })
    t.same(await eventsOf(bench, dialogId), ['rated'])
  })
}

function messageClaims(claim: Claim): void {
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
  const promised = { acknowledged: { traceparent } }

  claim(
    'a desk without a socket gets each durable message as an event once, with the seq it will have',
    async (t, bench) => {
      const { dialogs, handovers, outbox } = bench
      const turn = await opened(bench)
      const { dialogId } = turn
      await handovers.queue(wishOf(dialogId, { bot: 'off' }))
      const before = nextOf(turn, { text: '先前的' })
      await dialogs.begin(before, promised, never)
      await handovers.claim(claimOf(dialogId, 's 1', { isSocketless: true }))
      t.match(
        await dialogs.begin(before, {}, never),
        { kind: 'seat', hasEvents: undefined },
        'the history had it',
      )
      const [one, two] = [nextOf(turn, { text: '第一行\n第二 "行"' }), nextOf(turn, { text: '在吗' })]
      t.match(await dialogs.begin(one, {}, never), { kind: 'seat', hasEvents: undefined }, 'not durable yet')
      t.match(await dialogs.begin(one, promised, never), { kind: 'seat', hasEvents: true })
      await dialogs.begin(one, promised, never)
      await dialogs.begin(two, promised, never)
      const kept = (await eventsOf(bench, dialogId)).map(event => JSON.parse(event))
      t.match(kept, [
        {
          id: one.turnId,
          type: 'dialog.message',
          shop: 'main',
          traceparent,
          data: { seq: 3, text: one.text },
        },
        { id: two.turnId, data: { turn_id: two.turnId, seq: 4, text: '在吗' } },
      ])
      t.equal(kept.length, 2)
      t.match(await dialogs.begin(two, {}, never), { hasEvents: true })
      await outbox.done(dialogId, 2)
      t.match(await dialogs.begin(two, {}, never), { kind: 'seat', hasEvents: undefined })
    },
  )

  claim('a seat with a socket, and the next one after a desk without, keep no messages', async (t, bench) => {
    const turn = await opened(bench)
    const { dialogId } = turn
    await bench.handovers.queue(wishOf(dialogId))
    const desk = claimOf(dialogId, 's 1', { isSocketless: true })
    await bench.handovers.claim(desk)
    const other = claimOf(dialogId, 's 2')
    await bench.handovers.move(actOf(desk), other)
    await bench.dialogs.begin(nextOf(turn), promised, never)
    t.same(await eventsOf(bench, dialogId), [])
    await bench.handovers.move(actOf(other), desk)
    const asked = nextOf(turn)
    await bench.dialogs.begin(asked, promised, never)
    t.match(JSON.parse((await eventsOf(bench, dialogId))[0] ?? ''), { id: asked.turnId })
  })
}

function keptClaims(claim: Claim): void {
  claim('moved events are dropped, and events kept meanwhile stay', async (t, bench) => {
    const { outbox } = bench
    const { dialogId } = await opened(bench)
    for (const event of ['a', 'b', 'c']) t.ok(await outbox.keep(dialogId, owner, event))
    await outbox.done(dialogId, 2)
    t.match(await outbox.read(dialogId), { kept: [{ version: 3, event: 'c' }], lost: 0 })
    await outbox.done(dialogId, 1)
    await outbox.done(dialogId, 9)
    t.same(await eventsOf(bench, dialogId), ['c'], 'an older mark and a wrong one change nothing')
    await outbox.done(dialogId, 3)
    t.same(await outbox.read(dialogId), { kept: [], lost: 0 })
    await outbox.keep(dialogId, owner, 'd')
    t.match(await outbox.read(dialogId), { kept: [{ version: 4 }] }, 'versions go on')
  })

  claim('the first of too many events are lost, and their number is returned', async (t, bench) => {
    const { dialogId } = await opened(bench)
    for (let i = 1; i <= OUTBOX_MOST + 3; i++) await bench.outbox.keep(dialogId, owner, String(i))
    const { kept, lost } = await bench.outbox.read(dialogId)
    t.same({ lost, first: kept[0]?.event, count: kept.length }, { lost: 3, first: '4', count: OUTBOX_MOST })
  })

  claim('nothing is kept in a dialog that is unknown or another customer’s', async (t, bench) => {
    const { dialogId } = await opened(bench)
    t.equal(await bench.outbox.keep(dialogId, newId(), 'x'), false)
    t.equal(await bench.outbox.keep(newId(), owner, 'x'), false)
    t.same(await eventsOf(bench, dialogId), [])
    await bench.outbox.done(newId(), 1)
  })

  claim(
    'the mark of an erased dialog keeps the event of the erasure and nothing before it',
    async (t, bench) => {
      const { dialogId } = await opened(bench)
      await bench.outbox.keep(dialogId, owner, 'secret')
      await bench.dialogs.erase(dialogId, owner, 'erased')
      t.match(await bench.outbox.read(dialogId), { kept: [{ version: 2, event: 'erased' }], lost: 0 })
      t.equal(await bench.outbox.keep(dialogId, owner, 'late'), false)
      t.equal(await bench.dialogs.isErased(dialogId), true)
      await bench.outbox.done(dialogId, 2)
      t.same(await bench.outbox.read(dialogId), { kept: [], lost: 0 })
      const quiet = await opened(bench)
      await bench.dialogs.erase(quiet.dialogId, owner)
      t.same(await eventsOf(bench, quiet.dialogId), [])
    },
  )
}

function announceClaims(claim: Claim): void {
  claim(
    'an announced act is found when it is old enough, until it is forgotten',
    async (t, { outbox, pass }) => {
      const [one, two] = [
        { dialogId: newId(), actId: newId() },
        { dialogId: newId(), actId: newId() },
      ]
      await outbox.announce(one)
      await pass(400)
      await outbox.announce(two)
      t.same(await outbox.left(350, 10), [one])
      t.same(await outbox.left(0, 10), [one, two])
      t.same(await outbox.left(0, 1), [one])
      t.same(await outbox.left(0, 10, 1), [two])
      t.same(await outbox.left(0, 10, 2), [])
      await outbox.forget([one])
      await outbox.forget([])
      t.same(await outbox.left(0, 10), [two])
      await outbox.forget([two])
      t.same(await outbox.left(0, 10), [])
    },
  )
}
