// Behaviour that every backend of Handovers must show, together with the Dialogs of the same store.
import type t from 'tap'
import {
  lastOf,
  limits,
  never,
  newId,
  nextOf,
  owner,
  resultOf,
  turnOf,
  writeOf,
} from '../../perf/load/dialog-turns.js'
import { actOf, claimOf, sayOf, seatText, wishOf } from '../../perf/load/seat-acts.js'
import type { Dialogs, MaskedTurn } from '../../src/dialog/store/dialogs.js'
import type { Hold } from '../../src/dialog/store/handoff.js'
import type { Handovers } from '../../src/dialog/store/handovers.js'
import { ACT_KEYS_KEPT, ASK_KEYS_KEPT, type DialogLimits } from '../../src/dialog/store/limits.js'

export interface HandoverBench {
  readonly dialogs: Dialogs
  readonly handovers: Handovers
  /** Lets store time pass. */
  pass(ms: number): Promise<void>
}

type Tap = Pick<typeof t, 'test' | 'equal' | 'same' | 'match' | 'ok' | 'not'>
type Run = (t: Tap, bench: HandoverBench) => Promise<void>
type ClaimThat = (title: string, run: Run, own?: Partial<DialogLimits>) => void

const promised = { acknowledged: { traceparent: '' } }

export function handoversContract(tap: Tap, make: (own: DialogLimits) => Promise<HandoverBench>): void {
  const claim: ClaimThat = (title, run, own = {}) =>
    tap.test(title, async t => run(t, await make({ ...limits, ...own })))
  queueClaims(claim)
  holdClaims(claim)
  sayClaims(claim)
  endClaims(claim)
  quietClaims(claim)
  askedOnceClaims(claim)
  actedOnceClaims(claim)
}

async function opened({ dialogs }: HandoverBench, own: Partial<MaskedTurn> = {}): Promise<MaskedTurn> {
  const turn = turnOf(own)
  await dialogs.commit(writeOf(turn, ''), never)
  return turn
}

/** A dialog that a seat holds. */
async function held(bench: HandoverBench, sub = 's 1') {
  const turn = await opened(bench)
  await bench.handovers.queue(wishOf(turn.dialogId))
  const claim = claimOf(turn.dialogId, sub)
  await bench.handovers.claim(claim)
  return { turn, claim, act: actOf(claim) }
}

/** A turn that waits for the person. */
async function kept({ dialogs }: HandoverBench, turn: MaskedTurn): Promise<MaskedTurn> {
  await dialogs.begin(turn, promised, never)
  return turn
}

function queueClaims(claim: ClaimThat): void {
  claim('a dialog waits once: a second wish keeps its place', async (t, bench) => {
    const { dialogId } = await opened(bench)
    const first = await bench.handovers.queue(wishOf(dialogId, { ref: 'r1', note: '退货' }))
    t.match(first, { kind: 'queued', isNew: true, handoff: { reason: 'asked', priority: 3, ref: 'r1' } })
    await bench.pass(5)
    const again = await bench.handovers.queue(wishOf(dialogId, { priority: 7, reason: 'ladder' }))
    t.same(again, { ...first, isNew: false })
    t.match(await bench.dialogs.read(dialogId, owner, never), { mode: 'queued' })
  })

  claim(
    'a customer who left the queue is not queued by a rule for ten minutes, and may ask at any time',
    async (t, bench) => {
      const { dialogId } = await opened(bench)
      const byRule = wishOf(dialogId, { reason: 'failed', priority: 5, isByRule: true })
      t.match(await bench.handovers.queue(byRule), { kind: 'queued', handoff: { reason: 'failed' } })
      await bench.handovers.leaveQueue(dialogId, owner)
      t.same(await bench.handovers.queue(byRule), { kind: 'quiet' })
      t.match(await bench.dialogs.read(dialogId, owner, never), { mode: 'bot' })
      t.match(await bench.handovers.queue(wishOf(dialogId)), { kind: 'queued', isNew: true })
    },
  )

  claim(
    'a person is offered once in a while, to nobody who waits or left, and an accepted offer keeps its reason',
    async (t, { handovers, ...bench }) => {
      const { dialogId } = await opened({ handovers, ...bench })
      const offer = { reason: 'mood', priority: 2 } as const
      t.equal(await handovers.offer(dialogId, newId(), offer), 'absent')
      t.equal(await handovers.offer(newId(), owner, offer), 'absent')
      t.equal(await handovers.offer(dialogId, owner, offer), 'offered')
      t.equal(await handovers.offer(dialogId, owner, { ...offer, reason: 'security' }), 'not-now')
      t.match(await handovers.queue(wishOf(dialogId)), { handoff: { reason: 'mood', priority: 2 } })
      const other = (await opened({ handovers, ...bench })).dialogId
      await handovers.queue(wishOf(other))
      t.equal(await handovers.offer(other, owner, offer), 'not-now')
      await handovers.leaveQueue(other, owner)
      t.equal(await handovers.offer(other, owner, offer), 'not-now')
      const third = (await opened({ handovers, ...bench })).dialogId
      await handovers.offer(third, owner, offer)
      const byRule = wishOf(third, { reason: 'failed', priority: 5 })
      t.match(
        await handovers.queue(byRule),
        { handoff: { reason: 'failed', priority: 5 } },
        'nobody accepted it',
      )
    },
  )

  claim('a stronger reason improves the place and keeps its time', async (t, bench) => {
    const { dialogId } = await opened(bench)
    const first = await bench.handovers.queue(wishOf(dialogId))
    await bench.pass(5)
    const better = await bench.handovers.queue(
      wishOf(dialogId, { priority: 0, reason: 'safety', skill: '退款' }),
    )
    t.match(better, { isNew: false, handoff: { priority: 0, reason: 'safety', skill: '退款' } })
    t.equal(sinceOf(better), sinceOf(first))
  })

  claim("another customer's, an unknown and an erased dialog do not wait", async (t, bench) => {
    const { dialogId } = await opened(bench)
    const gone = await opened(bench)
    await bench.dialogs.erase(gone.dialogId, owner)
    for (const wish of [wishOf(dialogId, { owner: newId() }), wishOf(newId()), wishOf(gone.dialogId)]) {
      t.same(await bench.handovers.queue(wish), { kind: 'absent' })
      t.same(await bench.handovers.leaveQueue(wish.dialogId, wish.owner), { kind: 'absent' })
    }
    t.same(await bench.handovers.queue(wishOf(gone.dialogId, { opens: true })), { kind: 'absent' })
  })

  claim('a turn that opens its dialog may ask for a person before it is stored', async (t, bench) => {
    const turn = turnOf()
    t.match(await bench.handovers.queue(wishOf(turn.dialogId, { opens: true })), { kind: 'queued' })
    const place = await bench.dialogs.begin(turn, {}, never)
    t.match(place, { kind: 'run', mode: 'queued', isBotOff: false })
    t.match(await bench.dialogs.commit(writeOf(turn, lastOf(place)), never), {
      kind: 'done',
      turn: { seq: 1 },
    })
  })

  claim('a customer who leaves the queue gets the bot; leaving twice is refused', async (t, bench) => {
    const { dialogId } = await opened(bench)
    t.same(await bench.handovers.leaveQueue(dialogId, owner), { kind: 'not-waiting' })
    await bench.handovers.queue(wishOf(dialogId))
    t.match(await bench.handovers.leaveQueue(dialogId, owner), { kind: 'left' })
    t.same(await bench.handovers.leaveQueue(dialogId, owner), { kind: 'not-waiting' })
    t.same(await bench.handovers.claim(claimOf(dialogId)), { kind: 'not-waiting' })
    t.match(await bench.dialogs.read(dialogId, owner, never), { mode: 'bot' })
  })
}

function sinceOf(result: object): unknown {
  return (result as { handoff: { since: number } }).handoff.since
}

function holdClaims(claim: ClaimThat): void {
  claim('one of two seats gets the dialog, and the other learns the holder', async (t, bench) => {
    const { dialogId } = await opened(bench)
    await bench.handovers.queue(wishOf(dialogId))
    const [one, two] = [claimOf(dialogId, '甲 1'), claimOf(dialogId, '乙')]
    t.match(await bench.handovers.claim(one), {
      kind: 'claimed',
      isNew: true,
      hold: { sub: '甲 1', name: '小甲 1', claimId: one.claimId, serviceId: one.serviceId },
    })
    t.same(await bench.handovers.claim(two), { kind: 'held', sub: '甲 1' })
    t.match(await bench.dialogs.read(dialogId, owner, never), {
      mode: 'seat',
      seat: { name: '小甲 1', serviceId: one.serviceId },
    })
  })

  claim('a claim repeated by its holder gives the same claim', async (t, bench) => {
    const { claim: first } = await held(bench)
    t.match(await bench.handovers.claim(claimOf(first.dialogId)), {
      kind: 'claimed',
      isNew: false,
      hold: { claimId: first.claimId, serviceId: first.serviceId },
    })
  })

  claim("after a claim the bot's answer under way is refused", async (t, bench) => {
    const turn = await opened(bench)
    await bench.handovers.queue(wishOf(turn.dialogId))
    const next = nextOf(turn)
    const last = lastOf(await bench.dialogs.begin(next, {}, never))
    await bench.handovers.claim(claimOf(turn.dialogId))
    t.same(await bench.dialogs.commit(writeOf(next, last), never), { kind: 'refused' })
    t.same(await bench.dialogs.commitReady({ ...next, ...resultOf(next, '好') }, {}, never), {
      kind: 'refused',
    })
    t.match(await bench.dialogs.begin(next, {}, never), { kind: 'seat', mode: 'seat' })
  })

  claim('another shop sees nothing and may do nothing', async (t, bench) => {
    const { claim: mine } = await held(bench)
    const act = actOf(mine, { shop: 'other' })
    t.same(await bench.handovers.claim({ ...mine, shop: 'other' }), { kind: 'absent' })
    t.same(await bench.handovers.say(sayOf(act, '你好')), { kind: 'absent' })
    t.same(await bench.handovers.giveBack(act, { reason: 'returned' }), { kind: 'absent' })
    t.same(await bench.handovers.note(act, '看看'), { kind: 'absent' })
    t.equal(await bench.handovers.read(mine.dialogId, 'other'), undefined)
  })

  claim('an act with an older claim, or of another seat, changes nothing', async (t, bench) => {
    const { claim: mine, act } = await held(bench)
    const before = await bench.handovers.read(mine.dialogId, 'main')
    for (const wrong of [
      { ...act, sub: 's2' },
      { ...act, claimId: newId() },
    ]) {
      t.same(await bench.handovers.say(sayOf(wrong, '你好', { claimId: wrong.claimId })), {
        kind: 'not-held',
      })
      t.same(await bench.handovers.close(wrong, seatText('再见'), 'solved'), { kind: 'not-held' })
      t.same(await bench.handovers.giveBack(wrong, { reason: 'returned' }), { kind: 'not-held' })
      t.same(await bench.handovers.move(wrong, claimOf(mine.dialogId, 's3')), { kind: 'not-held' })
      t.same(await bench.handovers.note(wrong, '看看'), { kind: 'not-held' })
    }
    t.same(await bench.handovers.read(mine.dialogId, 'main'), before)
  })

  claim('a summary is kept of a dialog that waits, and of no other', async (t, { handovers, ...bench }) => {
    const { dialogId } = await opened({ handovers, ...bench })
    const kept = async () => (await handovers.read(dialogId, 'main'))?.summary
    const summary = { seq: 1, text: '要 退货\n"急"' }
    await handovers.queue(wishOf(dialogId))
    await handovers.keepSummary(dialogId, 'another shop', summary)
    await handovers.keepSummary('0'.repeat(32), 'main', summary)
    t.equal(await kept(), undefined)
    await handovers.keepSummary(dialogId, 'main', summary)
    t.same(await kept(), summary)
    await handovers.claim(claimOf(dialogId))
    await handovers.keepSummary(dialogId, 'main', { seq: 2, text: '来晚了' })
    t.same(await kept(), summary)
  })

  claim('the desk sees turns, waiting messages and notes', async (t, bench) => {
    const { turn, act } = await held(bench)
    const asked = await kept(bench, nextOf(turn, { text: '第一行\n第二 "行"' }))
    await bench.handovers.note(act, '要 退款')
    t.match(await bench.handovers.read(turn.dialogId, 'main'), {
      owner,
      mode: 'seat',
      seq: 1,
      handoff: { reason: 'asked', shop: 'main', language: 'zh' },
      hold: { sub: 's 1' },
      turns: [{ turnId: turn.turnId }],
      unanswered: [{ turnId: asked.turnId, text: '第一行\n第二 "行"' }],
      notes: [{ by: 's 1', text: '要 退款' }],
    })
  })
}

function sayClaims(claim: ClaimThat): void {
  claim('a message answers every waiting turn, and is an entry of the list itself', async (t, bench) => {
    const { turn, act } = await held(bench)
    const one = await kept(bench, nextOf(turn, { text: '在/吗 "?"' }))
    const two = await kept(bench, nextOf(turn))
    const said = await bench.handovers.say(sayOf(act, '您好', { name: '小王' }))
    t.match(said, { kind: 'said', seq: 4, isNew: true })
    t.ok((said as { askedAt: number }).askedAt > 0, 'since when the customer waited')
    t.ok((said as { firstSince: number }).firstSince > 0, 'it is the first reply of the service')
    t.match(said, { tickets: [one, two].map(({ turnId, origin }) => ({ turnId, origin })) })
    const view = await bench.dialogs.read(turn.dialogId, owner, never)
    t.match(view?.turns.slice(1), [
      { seq: 2, turnId: one.turnId, text: '在/吗 "?"', answer: { text: '您好', source: 'seat' } },
      { seq: 3, turnId: two.turnId, answer: { text: '您好', source: 'seat' } },
      { seq: 4, text: '', answer: { text: '您好', source: 'seat', saidBy: '小王' } },
    ])
    t.match(await bench.dialogs.readTurn(one, owner, never), {
      kind: 'done',
      turn: { answer: { text: '您好' } },
    })
    t.match(await bench.dialogs.begin(one, {}, never), { kind: 'done', turn: { seq: 2 } })
    t.same((await bench.handovers.read(turn.dialogId, 'main'))?.unanswered, [])
    const next = await bench.handovers.say(sayOf(act, '还有吗', { name: '小王' }))
    t.match(next, { askedAt: undefined, firstSince: undefined })
  })

  claim('the prompt after a talk with a person has each text once', async (t, bench) => {
    const { turn, act } = await held(bench)
    await kept(bench, nextOf(turn, { text: '在吗' }))
    await bench.handovers.say(sayOf(act, '您好'))
    await bench.handovers.close(act, seatText('结束'), 'solved')
    const place = await bench.dialogs.begin(nextOf(turn), {}, never)
    t.match(place, { kind: 'run', mode: 'bot', past: { n: 3 } })
    const fragments = place.kind === 'run' ? place.past.fragments : []
    t.same(JSON.parse(`[${fragments.join(',')}]`).slice(2), [
      { role: 'user', content: '在吗' },
      { role: 'assistant', content: '您好' },
    ])
  })

  claim(
    'a repeated key gives the first result, also after the close; another text is refused',
    async (t, bench) => {
      const { act } = await held(bench)
      const message = sayOf(act, '您好')
      const first = await bench.handovers.say(message)
      t.match(await bench.handovers.say(message), { ...first, isNew: false, firstSince: undefined })
      t.same(await bench.handovers.say({ ...message, textHash: 'other' }), { kind: 'key-reused' })
      await bench.handovers.close(act, seatText('结束'), 'solved')
      t.match(await bench.handovers.say(message), { ...first, isNew: false, firstSince: undefined })
      t.same(await bench.handovers.say(sayOf(act, '还在吗')), { kind: 'not-held' })
    },
  )

  claim('a retry of a turn that a person answered gets that answer', async (t, bench) => {
    const { turn, act } = await held(bench)
    const one = await kept(bench, nextOf(turn, { key: 'k1', textHash: 'h1' }))
    await bench.handovers.say(sayOf(act, '您好'))
    const retry = nextOf(turn, { key: 'k1', textHash: 'h1' })
    t.match(await bench.dialogs.begin(retry, {}, never), {
      kind: 'done',
      turn: { turnId: one.turnId, answer: { text: '您好' } },
    })
  })

  claim(
    'only the newest keys of messages are remembered, and only the newest turns kept',
    async (t, bench) => {
      const { turn, act } = await held(bench)
      const first = sayOf(act, '第一')
      await bench.handovers.say(first)
      for (let i = 0; i < 200; i++) await bench.handovers.say(sayOf(act, `第 ${i}`))
      t.match(await bench.handovers.say(first), { kind: 'said', isNew: true, seq: 203 })
      const view = await bench.dialogs.read(turn.dialogId, owner, never)
      t.same(
        view?.turns.map(({ seq }) => seq),
        [199, 200, 201, 202, 203],
      )
    },
  )

  claim('a turn that is not durable yet waits for the next message', async (t, bench) => {
    const { turn, act } = await held(bench)
    const late = nextOf(turn)
    t.equal((await bench.dialogs.begin(late, {}, never)).kind, 'seat')
    t.match(await bench.handovers.say(sayOf(act, '您好')), { seq: 2, tickets: [] })
    await kept(bench, late)
    t.match(await bench.handovers.say(sayOf(act, '还有吗')), { seq: 4, tickets: [{ turnId: late.turnId }] })
  })

  claim('more turns may wait for a person than for the bot, and no more than the bound', async (t, bench) => {
    const { turn } = await held(bench)
    for (let i = 0; i <= limits.seatMailboxMax; i++) await kept(bench, nextOf(turn))
    t.equal((await bench.dialogs.begin(nextOf(turn), {}, never)).kind, 'full')
  })
}

function actedOnceClaims(claim: ClaimThat): void {
  const once = () => ({ key: newId(), body: newId() })

  claim(
    'an act under a key is done once, and the key is good for no other act',
    async (t, { handovers, ...bench }) => {
      const { turn, act } = await held({ handovers, ...bench })
      const { dialogId } = turn
      const noted = { ...act, once: once() }
      t.equal(await handovers.before(noted), undefined)
      t.same(await handovers.note(noted, '要退款'), { kind: 'noted' })
      t.same(await handovers.note(noted, '要退款'), { kind: 'repeated' })
      t.same(await handovers.before(noted), { kind: 'repeated' })
      const other = { ...act, once: { ...noted.once, body: newId() } }
      for (const used of [
        await handovers.note(other, '别的'),
        await handovers.giveBack(other, { reason: 'returned' }),
        await handovers.move(other, claimOf(dialogId, 's2')),
        await handovers.close(other, seatText('结束'), 'solved'),
        await handovers.before(other),
      ]) {
        t.same(used, { kind: 'key-reused' })
      }
      t.match(await handovers.read(dialogId, 'main'), { hold: { sub: 's 1' }, notes: [{ text: '要退款' }] })
    },
  )

  claim(
    'what comes again under its key does nothing, also when the seat has the dialog again',
    async (t, { handovers, ...bench }) => {
      const { turn, act } = await held({ handovers, ...bench })
      const { dialogId } = turn
      const released = { ...act, once: once() }
      t.match(await handovers.giveBack(released, { reason: 'returned' }), { kind: 'ended' })
      await handovers.claim(claimOf(dialogId))
      t.same(await handovers.giveBack(released, { reason: 'returned' }), { kind: 'repeated' })
      t.match(await handovers.read(dialogId, 'main'), { hold: { sub: 's 1' } })
      const moved = { ...act, once: once() }
      t.match(await handovers.move(moved, claimOf(dialogId, 's2')), { kind: 'ended' })
      t.same(await handovers.move(moved, claimOf(dialogId, 's3')), { kind: 'repeated' })
      const closed = { ...act, sub: 's2', once: once() }
      t.match(await handovers.close(closed, seatText('结束'), 'solved'), { kind: 'ended' })
      t.same(await handovers.close(closed, seatText('结束'), 'solved'), { kind: 'repeated' })
      t.match(await handovers.read(dialogId, 'main'), { mode: 'bot', hold: undefined })
      t.equal(await handovers.before({ ...closed, shop: 'other' }), undefined)
    },
  )

  claim('only the newest keys of acts are remembered', async (t, { handovers, ...bench }) => {
    const { act } = await held({ handovers, ...bench })
    const first = { ...act, once: once() }
    await handovers.note(first, '第一')
    for (let i = 0; i < ACT_KEYS_KEPT; i++) await handovers.note({ ...act, once: once() }, `第 ${i}`)
    t.same(await handovers.note(first, '第一'), { kind: 'noted' })
  })
}

function endClaims(claim: ClaimThat): void {
  claim(
    'a close answers the waiting turns with one notice and gives the dialog back to the bot',
    async (t, bench) => {
      const { turn, claim: mine, act } = await held(bench)
      const one = await kept(bench, nextOf(turn))
      const ended = await bench.handovers.close(act, seatText('服务已结束'), 'solved')
      t.match(ended, {
        kind: 'ended',
        hold: { claimId: mine.claimId, serviceId: mine.serviceId },
        tickets: [{ turnId: one.turnId }],
      })
      t.match(await bench.dialogs.readTurn(one, owner, never), {
        kind: 'done',
        turn: { answer: { text: '服务已结束', source: 'notice', reason: 'closed' } },
      })
      const view = await bench.dialogs.read(turn.dialogId, owner, never)
      t.match(view, { mode: 'bot', seat: undefined })
      t.equal(view?.turns.length, 2, 'a notice is no message of its own')
    },
  )

  claim(
    'what is given back is first in the queue, and its turns wait for the next seat',
    async (t, bench) => {
      const { turn, act } = await held(bench)
      const before = (await bench.handovers.read(turn.dialogId, 'main'))?.handoff.since
      const one = await kept(bench, nextOf(turn))
      await bench.pass(5)
      t.match(await bench.handovers.giveBack(act, { reason: 'returned', skill: '退款' }), { kind: 'ended' })
      t.match(await bench.handovers.read(turn.dialogId, 'main'), {
        mode: 'queued',
        isBotOff: true,
        hold: undefined,
        handoff: { reason: 'returned', priority: 1, since: before, skill: '退款' },
        unanswered: [{ turnId: one.turnId }],
      })
      t.match(await bench.dialogs.begin(one, {}, never), { kind: 'seat', mode: 'queued' })
      const next = claimOf(turn.dialogId, 's2')
      t.match(await bench.handovers.claim(next), { kind: 'claimed', hold: { sub: 's2' } })
      t.match(await bench.handovers.say(sayOf(actOf(next), '我来')), { tickets: [{ turnId: one.turnId }] })
    },
  )

  claim('given back with nothing waiting, the bot answers meanwhile', async (t, bench) => {
    const { turn, act } = await held(bench)
    await bench.handovers.giveBack(act, { reason: 'returned' })
    t.match(await bench.dialogs.begin(nextOf(turn), {}, never), { kind: 'run', mode: 'queued' })
    t.same(await bench.handovers.giveBack(act, { reason: 'returned' }), { kind: 'not-held' })
  })

  claim(
    'who waits no longer gets the turns answered by the bot that waited for a person',
    async (t, bench) => {
      const { turn, act } = await held(bench)
      const one = await kept(bench, nextOf(turn))
      await bench.handovers.giveBack(act, { reason: 'returned' })
      t.match(await bench.handovers.leaveQueue(turn.dialogId, owner), {
        kind: 'left',
        tickets: [{ turnId: one.turnId, origin: one.origin }],
      })
      t.equal((await bench.dialogs.begin(one, {}, never)).kind, 'run')
    },
  )

  claim('a dialog moves to another seat at once, and the older claim ends', async (t, bench) => {
    const { claim: mine, act } = await held(bench)
    const theirs = claimOf(mine.dialogId, 's2')
    t.match(await bench.handovers.move({ ...act, claimId: mine.claimId }, theirs), {
      kind: 'ended',
      hold: { sub: 's 1', serviceId: mine.serviceId } satisfies Partial<Hold>,
    })
    t.match(await bench.handovers.read(mine.dialogId, 'main'), {
      mode: 'seat',
      hold: { sub: 's2', claimId: theirs.claimId, serviceId: theirs.serviceId },
    })
    t.same(await bench.handovers.say(sayOf(act, '你好')), { kind: 'not-held' })
  })

  claim(
    'a dialog lives longer once a person took part',
    async (t, bench) => {
      const { turn, act } = await held(bench)
      const plain = await opened(bench)
      await bench.pass(140)
      t.equal(await bench.dialogs.read(plain.dialogId, owner, never), undefined)
      t.match(await bench.dialogs.read(turn.dialogId, owner, never), { mode: 'seat' })
      await bench.handovers.close(act, seatText('结束'), 'solved')
      await bench.dialogs.commitReady({ ...nextOf(turn), ...resultOf(turn, '好') }, {}, never)
      await bench.pass(140)
      t.match(await bench.dialogs.read(turn.dialogId, owner, never), { mode: 'bot' })
    },
    { ttlMs: 100, handedTtlMs: 60_000 },
  )

  claim(
    'a message under a key to the person does not shorten that life',
    async (t, bench) => {
      const { turn } = await held(bench)
      const next = nextOf(turn, { key: newId() })
      t.match(await bench.dialogs.begin(next, promised, never), { kind: 'seat' })
      await bench.pass(140)
      t.match(await bench.dialogs.read(turn.dialogId, owner, never), { mode: 'seat' })
      t.match(await bench.dialogs.begin(next, promised, never), { kind: 'seat' })
    },
    { ttlMs: 100, handedTtlMs: 60_000 },
  )

  claim('an erased dialog cannot be claimed or read', async (t, bench) => {
    const { turn, claim: mine, act } = await held(bench)
    await bench.dialogs.erase(turn.dialogId, owner)
    t.equal(await bench.handovers.read(turn.dialogId, 'main'), undefined)
    t.same(await bench.handovers.claim(mine), { kind: 'absent' })
    t.same(await bench.handovers.say(sayOf(act, '你好')), { kind: 'absent' })
    t.same(await bench.handovers.close(act, seatText('结束'), 'solved'), { kind: 'absent' })
  })
}

function askedOnceClaims(claim: ClaimThat): void {
  const once = { key: newId(), body: newId() }

  claim('under one key a person is asked for once, whatever has become of it', async (t, bench) => {
    const { turn, act } = await held(bench)
    const { dialogId } = await opened(bench)
    t.match(await bench.handovers.queue(wishOf(dialogId, { once })), { kind: 'queued', isNew: true })
    t.same(await bench.handovers.queue(wishOf(dialogId, { once })), {
      kind: 'repeated',
      mode: 'queued',
      name: '',
    })
    await bench.handovers.leaveQueue(dialogId, owner)
    t.match(await bench.handovers.queue(wishOf(dialogId, { once })), { kind: 'repeated', mode: 'bot' })
    t.same(await bench.handovers.queue(wishOf(dialogId, { once: { ...once, body: newId() } })), {
      kind: 'key-reused',
    })
    t.match(await bench.dialogs.read(dialogId, owner, never), { mode: 'bot' })
    await bench.handovers.giveBack(act, { reason: 'returned' })
    await bench.handovers.queue(wishOf(turn.dialogId, { once }))
    await bench.handovers.claim(claimOf(turn.dialogId))
    t.match(await bench.handovers.queue(wishOf(turn.dialogId, { once })), {
      kind: 'repeated',
      mode: 'seat',
      name: '小s 1',
    })
  })

  claim('a dialog remembers its newest keys', async (t, bench) => {
    const { dialogId } = await opened(bench)
    const keys = Array.from({ length: ASK_KEYS_KEPT + 1 }, () => ({ key: newId(), body: newId() }))
    for (const key of keys) await bench.handovers.queue(wishOf(dialogId, { once: key }))
    t.match(await bench.handovers.queue(wishOf(dialogId, { once: keys[1] })), { kind: 'repeated' })
    t.match(await bench.handovers.queue(wishOf(dialogId, { once: keys[0] })), { kind: 'queued' })
  })
}

function quietClaims(claim: ClaimThat): void {
  claim('without the bot no answer of it is stored, and turns wait for a person', async (t, bench) => {
    const turn = await opened(bench)
    const next = nextOf(turn)
    const last = lastOf(await bench.dialogs.begin(next, {}, never))
    await bench.handovers.queue(wishOf(turn.dialogId, { bot: 'off' }))
    t.same(await bench.dialogs.commit(writeOf(next, last), never), { kind: 'refused' })
    t.match(await bench.dialogs.begin(next, {}, never), { kind: 'seat', mode: 'queued' })
    t.match(
      await bench.handovers.queue(wishOf(turn.dialogId)),
      { kind: 'queued' },
      'silence outlasts a question',
    )
    t.match(await bench.dialogs.begin(next, {}, never), { kind: 'seat' })
    t.match(await bench.handovers.queue(wishOf(turn.dialogId, { bot: 'on' })), {
      tickets: [{ turnId: next.turnId }],
    })
    t.match(await bench.dialogs.begin(next, {}, never), { kind: 'run', mode: 'queued', isBotOff: false })
  })

  claim('the bot may be switched off while nobody is there', async (t, bench) => {
    const turn = await opened(bench)
    const next = nextOf(turn)
    const last = lastOf(await bench.dialogs.begin(next, {}, never))
    t.match(await bench.handovers.setBot(turn.dialogId, owner, 'off'), { kind: 'left' })
    t.same(await bench.dialogs.commit(writeOf(next, last), never), { kind: 'refused' })
    t.match(await bench.dialogs.begin(next, {}, never), { kind: 'run', mode: 'bot', isBotOff: true })
    t.match(await bench.dialogs.read(turn.dialogId, owner, never), { mode: 'bot', isBotOff: true })
    await bench.handovers.setBot(turn.dialogId, owner, 'on')
    t.match(await bench.dialogs.begin(next, {}, never), { kind: 'run', isBotOff: false })
    t.same(await bench.handovers.setBot(turn.dialogId, newId(), 'off'), { kind: 'absent' })
  })

  claim('a claim ends the silence: after the close the bot answers again', async (t, bench) => {
    const turn = await opened(bench)
    await bench.handovers.queue(wishOf(turn.dialogId, { bot: 'off' }))
    const mine = claimOf(turn.dialogId)
    await bench.handovers.claim(mine)
    t.match(await bench.handovers.setBot(turn.dialogId, owner, 'off'), { kind: 'held', name: '小s 1' })
    await bench.handovers.close(actOf(mine), seatText('结束'), 'solved')
    t.match(await bench.dialogs.begin(nextOf(turn), {}, never), { kind: 'run', mode: 'bot', isBotOff: false })
  })
}
