// Turns of a dialog that a seat holds, that waits for a seat, or whose customer has switched the bot off.
import t from 'tap'
import { never, nextOf, owner, turnOf, writeOf } from '../../../perf/load/dialog-turns.js'
import { actOf, claimOf, sayOf, seatText, wishOf } from '../../../perf/load/seat-acts.js'
import { openStage, type Stage } from '../../support/dialog/turn-rig.js'

/** A stage with a dialog that waits for a person. */
async function waiting(stage: Stage = {}, bot?: 'off') {
  const open = await openStage(stage)
  const first = turnOf({ origin: open.processId })
  await open.dialogs.commit(writeOf(first, ''), never)
  await open.handovers.queue(wishOf(first.dialogId, { bot }))
  return { ...open, first, dialogId: first.dialogId }
}

t.test(
  'an answer that comes after a claim is dropped and counted, and the person answers the turn',
  async t => {
    let claim = claimOf('')
    const stage = await waiting({
      vendor: async () => {
        claim = claimOf(stage.dialogId)
        await stage.handovers.claim(claim)
        return '今天发货'
      },
    })
    const { turn } = stage.post({ dialogId: stage.dialogId })
    const running = stage.run(turn)
    await stage.time.advance(1_500)
    t.ok(turn.isPromised, 'it outlives its process and its deadline')
    t.same(
      stage.log.filter(line => line === 'late answer'),
      ['late answer'],
    )
    t.match(await stage.handovers.read(stage.dialogId, 'main'), { unanswered: [{ text: '什么时候发货' }] })
    await stage.handovers.say(sayOf(claim, '我看一下'))
    await stage.time.advance(1_000)
    t.match((await running).turn, { seq: 2, answer: { text: '我看一下', source: 'seat' } })
  },
)

t.test('a message reaches the turn that it answers at once', async t => {
  const stage = await waiting()
  const claim = claimOf(stage.dialogId)
  await stage.handovers.claim(claim)
  const running = stage.run(stage.post({ dialogId: stage.dialogId }).turn)
  await stage.time.advance(10)
  const said = await stage.handovers.say(sayOf(claim, '您好'))
  if (said.kind === 'said') stage.tickets.announce(stage.dialogId, said)
  await stage.time.advance(1)
  t.match((await running).turn.answer, { text: '您好' })
})

t.test('watchers of the dialog get a message about a turn once the person can read it', async t => {
  const stage = await waiting()
  await stage.handovers.claim(claimOf(stage.dialogId))
  await stage.dialogs.watch(stage.dialogId, stage.processId)
  const turns = [0, 1].map(() => stage.post({ dialogId: stage.dialogId }))
  for (const { turn } of turns) stage.run(turn).catch(() => undefined)
  await stage.time.advance(3_000)
  t.equal((await stage.handovers.read(stage.dialogId, 'main'))?.unanswered.length, 2)
})

t.test('turns that wait for a person take no place in the mailbox of the bot', async t => {
  const stage = await waiting()
  await stage.handovers.claim(claimOf(stage.dialogId))
  for (let i = 0; i < 7; i++) {
    const { turn } = stage.post({ dialogId: stage.dialogId })
    stage.run(turn).catch(() => undefined)
    await stage.time.advance(5)
  }
  t.equal((await stage.handovers.read(stage.dialogId, 'main'))?.unanswered.length, 7)
})

t.test('when the person closes the dialog, a waiting turn ends with the notice', async t => {
  const stage = await waiting()
  const claim = claimOf(stage.dialogId)
  await stage.handovers.claim(claim)
  const running = stage.run(stage.post({ dialogId: stage.dialogId }).turn)
  await stage.time.advance(10)
  await stage.handovers.close(actOf(claim), seatText('服务已结束'), 'solved')
  await stage.time.advance(1_000)
  t.match((await running).turn.answer, { text: '服务已结束', source: 'notice' })
})

t.test('while the bot is off and nobody is there, no model answers', async t => {
  const learned = { text: '包邮', source: 'hot', level: 0, ai: true } as const
  for (const known of [undefined, { draft: learned }]) {
    const stage = await openStage(known && { known })
    const first = turnOf({ origin: stage.processId })
    await stage.dialogs.commit(writeOf(first, ''), never)
    await stage.handovers.setBot(first.dialogId, owner, 'off')
    const { turn } = await stage.run(stage.post({ dialogId: first.dialogId }).turn)
    t.match(turn.answer, { source: 'notice', reason: 'bot-off', text: '没有人工' })
    t.notOk(stage.log.includes('vendor'))
  }
})

t.test('a text that a person wrote beforehand is sent although the bot is off', async t => {
  const stage = await openStage({ known: { draft: { text: '包邮', source: 'hot', level: 0, ai: false } } })
  const first = turnOf({ origin: stage.processId })
  await stage.dialogs.commit(writeOf(first, ''), never)
  await stage.handovers.setBot(first.dialogId, owner, 'off')
  const { turn } = await stage.run(stage.post({ dialogId: first.dialogId }).turn)
  t.match(turn.answer, { source: 'hot', text: '包邮' })
})

t.test('an answer under way when the bot is switched off is dropped', async t => {
  const stage = await waiting({
    vendor: async () => {
      await stage.handovers.setBot(stage.dialogId, owner, 'off')
      return '今天发货'
    },
  })
  stage.run(stage.post({ dialogId: stage.dialogId }).turn).catch(() => undefined)
  await stage.time.advance(10)
  const view = await stage.dialogs.read(stage.dialogId, owner, never)
  t.equal(view?.turns.length, 1)
  t.ok(stage.log.includes('late answer'))
})

t.test('while the dialog waits, the bot goes on answering', async t => {
  const stage = await waiting()
  const { turn } = await stage.run(stage.post({ dialogId: stage.dialogId }).turn)
  t.match(turn, { seq: 2, answer: { source: 'llm' } })
  t.match(await stage.dialogs.begin(nextOf(stage.first), {}, never), { kind: 'run', mode: 'queued' })
})
