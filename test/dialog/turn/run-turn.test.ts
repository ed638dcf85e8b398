// The life of one turn, claim by claim.
import t from 'tap'
import { lastOf, never, newId, nextOf, owner, turnOf, writeOf } from '../../../perf/load/dialog-turns.js'
import { Problem } from '../../../src/problem.js'
import { openStage } from '../../support/dialog/turn-rig.js'

const failed = (run: Promise<unknown>): Promise<unknown> => run.then(() => undefined).catch(error => error)
const hot = { text: '包邮', source: 'hot', level: 0 } as const

t.test('a question is masked before it is sent to the store or the vendor', async t => {
  const { log, seen, run, post } = await openStage()
  const reply = await run(post({ text: '电话13912345678', announces: true }).turn)
  t.same(log, ['prepare', 'phone in question', 'begin', 'vendor', 'finish', 'commit'])
  t.equal(reply.turn.text, '电话1**********')
  t.notMatch(seen.join(), '13912345678')
})

t.test('a turn that opens its dialog unannounced costs one store call', async t => {
  const { log, run, post } = await openStage()
  await run(post().turn)
  t.same(log, ['prepare', 'vendor', 'finish', 'commit'])
})

t.test('a turn whose process knows the past costs one store call', async t => {
  const prompts: string[] = []
  const { log, run, post } = await openStage({
    isPastKnown: true,
    vendor: ({ prompt }) => `第${prompts.push(prompt)}次`,
  })
  const first = post().turn
  const { dialogId } = await run(first)
  first.slot.release()
  const reply = await run(post({ dialogId }).turn)
  t.equal(reply.turn.seq, 2)
  t.match(prompts[1], '第1次')
  t.same(log.slice(4), ['prepare', 'vendor', 'finish', 'commit'])
  await run(post({ dialogId, announces: true }).turn)
  t.ok(log.includes('begin'), 'one that its client can name has a ticket')
})

t.test('a turn without a ticket gets one when another comes behind it, which waits its turn', async t => {
  const behind: Promise<unknown>[] = []
  const stage = await openStage({
    isPastKnown: true,
    async vendor({ prompt }) {
      if (behind.length === 0 && prompt.includes('第二问')) {
        const { turn } = stage.post({ dialogId, text: '第三问' })
        behind.push(stage.run(turn).then(({ turn: { seq } }) => t.equal(seq, 3)))
        await stage.time.advance(10)
        t.ok(stage.log.indexOf('queue') < stage.log.indexOf('begin'), 'its ticket is the first')
      }
      return '好的'
    },
  })
  const first = stage.post().turn
  const { dialogId } = await stage.run(first)
  first.slot.release()
  const { turn } = stage.post({ dialogId, text: '第二问' })
  t.equal((await stage.run(turn)).turn.seq, 2)
  turn.slot.release()
  await stage.time.advance(300)
  await Promise.all(behind)
  t.same(stage.log.filter(what => what === 'vendor').length, 3, 'nothing was asked twice')
})

t.test('a ready answer costs one store call, and its question no worker', async t => {
  const { log, run, post } = await openStage({ known: { draft: hot } })
  const reply = await run(post({ announces: true }).turn)
  t.same(log, ['finish', 'commit-ready'])
  t.match(reply.turn.answer, hot)
})

t.test('a ready answer behind a turn under way waits for its place, which is no work', async t => {
  const { run, post, log, dialogs, time, work } = await openStage({ known: { draft: hot } })
  const first = turnOf()
  await dialogs.begin(first, {}, never)
  const { turn } = post({ dialogId: first.dialogId })
  turn.meter.begin()
  const running = run(turn)
  await time.advance(10)
  t.same(log, ['finish', 'commit-ready', 'begin'])
  t.equal(work.running, 0)
  await dialogs.abandon(first, first.origin)
  await time.advance(300)
  t.match((await running).turn, { seq: 1, answer: hot })
  t.same(log, ['finish', 'commit-ready', 'begin', 'commit'])
  t.ok(turn.meter.steps.placeMs >= 250)
  t.ok(turn.meter.ownMs < 10)
})

t.test('a known question with a long number is masked all the same', async t => {
  const { log, run, post } = await openStage({ known: { draft: hot, isNumbered: true } })
  const reply = await run(post({ text: '13912345678' }).turn)
  t.same(log, ['prepare', 'phone in question', 'finish', 'commit-ready'])
  t.equal(reply.turn.text, '1**********')
})

t.test(
  'a dialog remembers the order and product of a turn, and no number that may be personal data',
  async t => {
    const { run, post } = await openStage()
    const cards = [{ kind: 'product', productId: 'p1' }] as const
    const reply = await run(post({ subject: { context: { orderId: '20240001' }, cards } }).turn)
    t.same(reply.turn.answer.about, { orderId: '20240001', productId: 'p1' })
    const other = await run(post({ subject: { context: { orderId: '13912345678' }, cards } }).turn)
    t.same(other.turn.answer.about, { productId: 'p1' })
  },
)

t.test('a turn whose past changed while the vendor answered begins again on the new past', async t => {
  const first = turnOf()
  const between = nextOf(first)
  const prompts: string[] = []
  let last = ''
  const { run, post, dialogs, log } = await openStage({
    async vendor({ prompt }) {
      prompts.push(prompt)
      if (prompts.length === 1) await dialogs.commit(writeOf(between, last, '插进来的'), never)
      return `第${prompts.length}次`
    },
  })
  await dialogs.commit(writeOf(first, lastOf(await dialogs.begin(first, {}, never))), never)
  last = lastOf(await dialogs.begin(between, {}, never))
  await dialogs.abandon(between, between.origin)
  const reply = await run(post({ dialogId: first.dialogId }).turn)
  t.same(log.slice(1), ['begin', 'vendor', 'finish', 'commit', 'begin', 'vendor', 'finish', 'commit'])
  t.match(reply.turn, { seq: 3, answer: { text: '第2次' } })
  t.notMatch(prompts[0], '插进来的')
  t.match(prompts[1], '插进来的')
})

t.test('a turn whose dialog does not exist opens another, and its reply says so', async t => {
  const { run, post, dialogs } = await openStage()
  const deleted = turnOf()
  await dialogs.begin(deleted, {}, never)
  await dialogs.erase(deleted.dialogId, owner)
  for (const dialogId of [newId(), deleted.dialogId]) {
    const { turn, told } = post({ dialogId, announces: true })
    const reply = await run(turn)
    t.match(reply, { renewed: true, turn: { seq: 1 } })
    t.not(reply.dialogId, dialogId)
    t.same(told, [`accepted ${reply.dialogId}`])
  }
})

t.test('a turn that another process promised and stored is found in the store', async t => {
  const { run, orphan, dialogs, log } = await openStage()
  const stored = turnOf()
  const last = lastOf(await dialogs.begin(stored, {}, never))
  await dialogs.commit(writeOf(stored, last, '早就答了'), never)
  const reply = await run(orphan(stored))
  t.match(reply.turn, { turnId: stored.turnId, seq: 1, answer: { text: '早就答了' } })
  t.same(log, ['prepare', 'begin'])
})

t.test('a promised turn whose dialog is gone opens no other', async t => {
  const { run, orphan, dialogs } = await openStage()
  const deleted = turnOf()
  await dialogs.begin(deleted, {}, never)
  await dialogs.erase(deleted.dialogId, owner)
  for (const { dialogId } of [deleted, turnOf()]) {
    t.match(await failed(run(orphan({ dialogId }))), { kind: 'gone' })
  }
})

t.test('while the store is away an answer that needs no past is given, and kept nowhere', async t => {
  const { run, post, dialogs } = await openStage({ known: { draft: hot }, isStoreAway: true })
  const reply = await run(post().turn)
  t.match(reply, { stateless: true, turn: { seq: 0, answer: { text: '包邮', reason: 'store-away' } } })
  t.equal(await dialogs.read(reply.dialogId, owner, never), undefined)
})

t.test('an answer that was ready when the store went is masked and put on record once', async t => {
  const draft = { ...hot, text: '电话13912345678' }
  const { run, post, log } = await openStage({ known: { draft }, isStoreAway: true })
  t.match(await run(post().turn), { stateless: true, turn: { answer: { text: '电话1**********' } } })
  t.same(log, ['finish', 'phone in answer', 'commit-ready'])
})

t.test('while the store is away the vendor is not asked for an answer that could not be kept', async t => {
  const { run, post, orphan, log } = await openStage({ isStoreAway: true })
  t.match(await failed(run(post().turn)), { kind: 'store-away' })
  t.match(await failed(run(orphan())), { kind: 'store-away' })
  t.notOk(log.includes('vendor'))
})

t.test('deltas leave masked and before the answer', async t => {
  const { run, post } = await openStage({
    vendor({ delta }) {
      delta('请打13912345678')
      return '请打13912345678'
    },
  })
  const { turn, told } = post({ announces: true }, true)
  const reply = await run(turn)
  t.same(told, [`accepted ${reply.dialogId}`, 'delta 请打1**********'])
  t.equal(reply.turn.answer.text, '请打1**********')
})

t.test('a turn that is cancelled while the vendor answers is not stored', async t => {
  const stage = await openStage({
    async vendor() {
      started.stop.abort(new Problem('gone'))
      return '太晚了'
    },
  })
  const started = stage.post({ announces: true })
  t.match(await failed(stage.run(started.turn)), { kind: 'gone' })
  t.notOk(stage.log.includes('commit'))
})

t.test('when masking fails the turn ends, and its text goes nowhere', async t => {
  const { run, post, log, seen } = await openStage({ isMaskBroken: true })
  t.match(await failed(run(post({ text: '电话13912345678' }).turn)), { kind: 'masking-failed' })
  t.same(log, ['prepare'])
  t.same(seen, [])
})

t.test('a question that may not pass gets a fixed text, and the vendor never sees it', async t => {
  const { run, post, log } = await openStage()
  const reply = await run(post({ text: '说说禁词' }).turn)
  t.match(reply.turn.answer, { text: '换个问题吧', source: 'notice', reason: 'blocked' })
  t.notOk(log.includes('vendor'))
})

t.test('a fixed text replaces an answer that may not pass', async t => {
  const { run, post, dialogs } = await openStage({ vendor: () => '这是禁词' })
  const reply = await run(post().turn)
  t.match(reply.turn.answer, { text: '换个说法吧', source: 'notice', reason: 'blocked-answer' })
  t.match(await dialogs.read(reply.dialogId, owner, never), { turns: [{ answer: { text: '换个说法吧' } }] })
})

t.test("another turn's answer to the same question is stored as this turn's own", async t => {
  const { run, post, log, dialogs } = await openStage({
    share: async () => ({
      draft: { text: '别人问过', source: 'llm', level: 0 },
      masked: '别人问过',
      fragment: '{}',
      hits: [],
    }),
  })
  const { turn } = post()
  const reply = await run(turn)
  t.same(log, ['prepare', 'commit'])
  t.match(await dialogs.read(reply.dialogId, owner, never), {
    turns: [{ turnId: turn.turnId, answer: { text: '别人问过' } }],
  })
})

t.test('a ready answer is charged to its answer and its commit', async t => {
  const { run, post } = await openStage({ known: { draft: hot }, takes: { worker: 2, store: 5 } })
  const { turn } = post()
  await run(turn)
  t.same(turn.meter.steps, { frontMs: 0, maskMs: 0, placeMs: 0, answerMs: 2, vendorMs: 0, commitMs: 5 })
})

t.test('each step is charged with its own time, and the wait for the vendor is not work', async t => {
  const { run, post, work } = await openStage({ takes: { worker: 2, store: 5, vendor: 700 } })
  const { turn } = post({ announces: true })
  turn.meter.begin()
  await run(turn)
  t.same(turn.meter.steps, { frontMs: 0, maskMs: 2, placeMs: 5, answerMs: 702, vendorMs: 700, commitMs: 5 })
  t.equal(work.ownMs, 7, 'masking and placing; what comes after the vendor is still under way')
})
