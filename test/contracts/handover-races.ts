// The interleavings of people, the bot and the customer that are known to be dangerous, each by its name: what two sides do at
// once comes to the store in one order or the other, and both orders must end well. Random ones: people.model.test.ts.
import type t from 'tap'
import {
  lastOf,
  type limits,
  never,
  newId,
  nextOf,
  owner,
  resultOf,
  turnOf,
  writeOf,
} from '../../perf/load/dialog-turns.js'
import { actOf, claimOf, sayOf, seatText, wishOf } from '../../perf/load/seat-acts.js'
import type { HandoverBench } from './handovers.js'

type Tap = Pick<typeof t, 'test' | 'equal' | 'same' | 'match'>
type Run = (t: Tap, bench: HandoverBench) => Promise<void>

const promised = { acknowledged: { traceparent: '' } }
const lapsed = { reason: 'returned', why: 'lapsed' } as const

export function handoverRaces(
  tap: Pick<typeof t, 'test'>,
  make: (own: typeof limits) => Promise<HandoverBench>,
  own: typeof limits,
): void {
  const race = (title: string, run: Run) => tap.test(title, async t => run(t, await make(own)))
  race('a claim between the end of the vendor and the commit', claimBeforeCommit)
  race('a message while the claim lapses', sayWhileLapsing)
  race('two tabs of one seat', twoTabs)
  race('a transfer that is accepted after the lapse', transferAfterLapse)
  race('a wish for a person while a turn runs', wishWhileRunning)
  race('an erasure while a person holds the dialog', eraseWhileHeld)
}

/** A dialog that waits for a person, and a turn that the bot is about to answer. */
async function waiting({ dialogs, handovers }: HandoverBench) {
  const first = turnOf()
  await dialogs.commit(writeOf(first, ''), never)
  const turn = nextOf(first)
  const last = lastOf(await dialogs.begin(turn, {}, never))
  await handovers.queue(wishOf(first.dialogId))
  return { turn, last, dialogId: first.dialogId }
}

async function held(bench: HandoverBench, sub = '甲') {
  const { dialogId, turn } = await waiting(bench)
  const claim = claimOf(dialogId, sub)
  await bench.handovers.claim(claim)
  await bench.dialogs.begin(turn, promised, never)
  return { dialogId, turn, claim, act: { ...actOf(claim), claimId: claim.claimId } }
}

const textsOf = async ({ dialogs }: HandoverBench, dialogId: string) =>
  (await dialogs.read(dialogId, owner, never))?.turns.map(({ answer }) => answer.text)

const claimBeforeCommit: Run = async (t, bench) => {
  const { dialogs, handovers } = bench
  const { dialogId, turn, last } = await waiting(bench)
  const claim = claimOf(dialogId)
  await handovers.claim(claim)
  t.same(await dialogs.commit(writeOf(turn, last, '机器的话'), never), { kind: 'refused' })
  t.match(await dialogs.begin(turn, promised, never), { kind: 'seat', mode: 'seat' })
  await handovers.say(sayOf(claim, '您好'))
  t.match(await dialogs.readTurn(turn, owner, never), { kind: 'done', turn: { answer: { text: '您好' } } })
  await handovers.close(actOf(claim), seatText('结束'), 'solved')
  t.match(await dialogs.commit(writeOf(turn, last, '机器的话'), never), {
    turn: { answer: { text: '您好' } },
  })
  t.same(await textsOf(bench, dialogId), ['今天发货', '您好', '您好'])
}

const sayWhileLapsing: Run = async (t, bench) => {
  const { handovers } = bench
  for (const isSaidFirst of [true, false]) {
    const { dialogId, turn, act } = await held(bench)
    const message = sayOf(act, '我看一下', { claimId: act.claimId })
    const said = isSaidFirst ? await handovers.say(message) : undefined
    t.match(await handovers.giveBack(act, lapsed), { kind: 'ended' })
    const again = await handovers.say(message)
    t.match(
      again,
      said?.kind === 'said' ? { seq: said.seq, at: said.at, isNew: false } : { kind: 'not-held' },
    )
    const heir = claimOf(dialogId, '乙')
    t.match(await handovers.claim(heir), { kind: 'claimed', isNew: true })
    const view = await handovers.read(dialogId, 'main')
    t.same(
      view?.unanswered.map(({ turnId }) => turnId),
      said ? [] : [turn.turnId],
      'what was not answered goes on waiting',
    )
    t.same(await textsOf(bench, dialogId), ['今天发货', ...(said ? ['我看一下', '我看一下'] : [])])
  }
}

const twoTabs: Run = async (t, bench) => {
  const { handovers } = bench
  const { dialogId, claim, act } = await held(bench)
  // Both tabs claimed: they are one seat, and have one claim.
  t.match(await handovers.claim(claimOf(dialogId, '甲')), { isNew: false, hold: { claimId: claim.claimId } })
  const message = sayOf(act, '您好', { claimId: act.claimId })
  const [one, two] = [await handovers.say(message), await handovers.say({ ...message, messageId: newId() })]
  t.match(two, one.kind === 'said' ? { seq: one.seq, at: one.at, isNew: false } : { kind: 'said' })
  t.same(await handovers.say({ ...message, messageId: newId(), textHash: '别的' }), { kind: 'key-reused' })
  t.match(await handovers.close(actOf(claim), seatText('结束'), 'solved'), { kind: 'ended' })
  t.same(await handovers.say(sayOf(act, '还在吗', { claimId: act.claimId })), { kind: 'not-held' })
  t.same(await handovers.close(actOf(claim), seatText('结束'), 'solved'), { kind: 'not-held' })
  t.same(await textsOf(bench, dialogId), ['今天发货', '您好', '您好'])
}

const transferAfterLapse: Run = async (t, bench) => {
  const { handovers } = bench
  const late = await held(bench)
  await handovers.giveBack(late.act, lapsed)
  t.same(await handovers.move(late.act, claimOf(late.dialogId, '乙')), { kind: 'not-held' })
  t.match(await handovers.read(late.dialogId, 'main'), { mode: 'queued', hold: undefined })

  const early = await held(bench)
  const to = claimOf(early.dialogId, '乙')
  t.match(await handovers.move(early.act, to), { kind: 'ended', hold: { sub: '甲' } })
  t.same(
    await handovers.giveBack(early.act, lapsed),
    { kind: 'not-held' },
    'the lapse is of the claim before',
  )
  t.match(await handovers.read(early.dialogId, 'main'), { hold: { sub: '乙', claimId: to.claimId } })
  t.match(await handovers.say(sayOf(to, '我来')), { kind: 'said', tickets: [{ turnId: early.turn.turnId }] })
}

const wishWhileRunning: Run = async (t, bench) => {
  const { dialogs, handovers } = bench
  const answered = await waiting(bench)
  t.match(await dialogs.commit(writeOf(answered.turn, answered.last), never), {
    kind: 'done',
    turn: { seq: 2 },
  })
  t.match(await dialogs.read(answered.dialogId, owner, never), { mode: 'queued' })

  const silenced = await waiting(bench)
  const { dialogId, turn, last } = silenced
  t.match(await handovers.queue(wishOf(dialogId, { bot: 'off' })), { kind: 'queued', isNew: false })
  t.same(await dialogs.commit(writeOf(turn, last), never), { kind: 'refused' })
  t.same(await dialogs.commitReady({ ...turn, ...resultOf(turn, '包邮') }, {}, never), { kind: 'refused' })
  t.match(await dialogs.begin(turn, promised, never), { kind: 'seat', mode: 'queued' })
  const claim = claimOf(dialogId)
  await handovers.claim(claim)
  t.match(await handovers.say(sayOf(claim, '您好')), { tickets: [{ turnId: turn.turnId }] })
}

const eraseWhileHeld: Run = async (t, bench) => {
  const { dialogs, handovers } = bench
  const { dialogId, turn, claim, act } = await held(bench)
  await handovers.note(act, '要退款')
  const message = sayOf(act, '您好', { claimId: act.claimId })
  await handovers.say(message)
  t.same(await dialogs.erase(dialogId, owner), [])
  const absent = { kind: 'absent' }
  t.same(await handovers.say(message), absent, 'not even what was said before')
  t.same(await handovers.note(act, '要退款'), absent)
  t.same(await handovers.giveBack(act, lapsed), absent)
  t.same(await handovers.move(act, claimOf(dialogId, '乙')), absent)
  t.same(await handovers.close(act, seatText('结束'), 'solved'), absent)
  t.same(await handovers.claim(claim), absent)
  t.same(await handovers.queue(wishOf(dialogId, { opens: true })), absent)
  t.same(await dialogs.begin(turn, promised, never), { kind: 'gone' })
  t.equal(await handovers.read(dialogId, 'main'), undefined)
  t.equal(await dialogs.read(dialogId, owner, never), undefined)
}
