import t from 'tap'
import { systemClock } from '../../src/clock.js'
import { refluxLines } from '../../src/reflux/export.js'
import { refluxLimits } from '../../src/reflux/reflux.js'
import { createMemoryReflux } from '../../src/reflux/reflux.memory.js'
import { createRefluxWorker, type Reask } from '../../src/reflux/worker.js'
import { allOf } from '../contracts/reflux.js'
import { entryOf, messageOf } from '../support/reflux/samples.js'

const answered: Reask = { kind: 'answered', text: '明天发货' }

function setUp(tap: { teardown(end: () => unknown): void }) {
  const reflux = createMemoryReflux(systemClock, refluxLimits)
  const asked: string[] = []
  const delivered: string[] = []
  const deleted = new Set<string>()
  const state = { mayWork: true, isBroken: false, reply: (_question: string): Reask => answered }
  const worker = createRefluxWorker(
    {
      reflux,
      mayWork: () => state.mayWork,
      async ask({ question }) {
        asked.push(question)
        return state.reply(question)
      },
      isErased: async dialogId => deleted.has(dialogId),
      async deliver({ question }, better) {
        if (state.isBroken) throw new Error('the worker died')
        delivered.push(`${question} ${better}`)
        return true
      },
    },
    { lookMs: 3_600_000, askMs: 0 },
  )
  tap.teardown(() => worker.close())
  return { reflux, worker, asked, delivered, deleted, state }
}

t.test('every entry gets its better answer, which is kept and delivered once', async t => {
  const { reflux, worker, asked, delivered } = setUp(t)
  const one = entryOf({ question: '一' })
  await reflux.add(one)
  await reflux.add(entryOf({ dialogId: one.dialogId, question: '二' }))
  await reflux.add(entryOf({ question: '三' }))
  await worker.now()
  await worker.now()
  t.same(asked, ['一', '二', '三'])
  t.same(delivered, ['一 明天发货', '二 明天发货', '三 明天发货'])
  t.ok((await allOf(reflux)).every(entry => entry.better === '明天发货' && entry.delivered))
})

t.test('what could not be delivered is not settled, and is tried again', async t => {
  const { reflux, worker, delivered, state } = setUp(t)
  await reflux.add(entryOf({ question: '一' }))
  state.isBroken = true
  await t.rejects(worker.now())
  t.ok((await allOf(reflux)).every(({ better }) => better === undefined))
  state.isBroken = false
  await worker.now()
  t.same(delivered, ['一 明天发货'])
})

t.test('an entry that came after the others were settled is asked alone', async t => {
  const { reflux, worker, asked, delivered } = setUp(t)
  const one = entryOf({ question: '一' })
  await reflux.add(one)
  await worker.now()
  await reflux.add(entryOf({ dialogId: one.dialogId, question: '二' }))
  await worker.now()
  t.same(asked, ['一', '二'])
  t.same(delivered, ['一 明天发货', '二 明天发货'])
})

t.test('nothing is asked while the worker may not work, and it stops at once', async t => {
  const { reflux, worker, asked, state } = setUp(t)
  const one = entryOf({ question: '一' })
  await reflux.add(one)
  await reflux.add(entryOf({ dialogId: one.dialogId, question: '二' }))
  state.mayWork = false
  await worker.now()
  t.same(asked, [])
  state.mayWork = true
  state.reply = () => {
    state.mayWork = false
    return answered
  }
  await worker.now()
  t.same(asked, ['一'], 'the level rose during the first question')
  t.ok((await allOf(reflux)).every(({ better }) => better === undefined))
})

t.test('a deleted dialog is dropped without asking', async t => {
  const { reflux, worker, asked, deleted } = setUp(t)
  const [gone, kept] = [entryOf({ question: '走' }), entryOf({ question: '留' })]
  await reflux.add(gone)
  await reflux.add(kept)
  deleted.add(gone.dialogId)
  await worker.now()
  t.same(asked, ['留'])
  t.same(
    (await allOf(reflux)).map(({ question }) => question),
    ['留'],
  )
})

t.test(
  'a failure ends the run; a question that always fails does not hold up the others for ever',
  async t => {
    const { reflux, worker, asked, state } = setUp(t)
    await reflux.add(entryOf({ question: '难' }))
    await reflux.add(entryOf({ question: '易' }))
    state.reply = question => (question === '难' ? { kind: 'failed' } : answered)
    await worker.now()
    t.same(asked, ['难'])
    await worker.now()
    await worker.now()
    t.same(asked, ['难', '难', '难', '易'])
    t.same(
      (await allOf(reflux)).map(({ better }) => better),
      [undefined, '明天发货'],
    )
  },
)

t.test('a question that the vendor refuses is let be', async t => {
  const { reflux, worker, delivered, state } = setUp(t)
  await reflux.add(entryOf())
  state.reply = () => ({ kind: 'refused' })
  await worker.now()
  t.equal(await reflux.next(), undefined)
  t.same(delivered, [])
})

t.test('left messages are neither asked nor delivered, whatever stands beside them', async t => {
  const { reflux, worker, asked, delivered } = setUp(t)
  const [alone, first, one] = [messageOf(), messageOf(), entryOf({ question: '一' })]
  const { dialogId } = first
  const last = messageOf({ dialogId })
  for (const entry of [alone, first, { ...one, dialogId }, last]) await reflux.add(entry)
  await worker.now()
  t.same(asked, ['一'])
  t.same(delivered, ['一 明天发货'])
  t.equal(await reflux.next(), undefined, 'nothing waits')
  t.same(await allOf(reflux), [
    ...[alone, first],
    { ...one, dialogId, better: '明天发货', delivered: true },
    last,
  ])
})

t.test('a dialog of left messages alone that waits all the same is settled', async t => {
  const entries = [messageOf()]
  const rows = [{ dialogId: entries[0]?.dialogId ?? '', entries, stamp: '' }]
  const settled: unknown[] = []
  const never = () => t.fail('it is neither asked nor delivered') as never
  const worker = createRefluxWorker(
    {
      reflux: {
        ...createMemoryReflux(systemClock, refluxLimits),
        next: async () => rows.pop(),
        settle: async (_row, kept) => settled.push(kept) > 0,
      },
      mayWork: () => true,
      isErased: async () => false,
      ask: never,
      deliver: never,
    },
    { lookMs: 3_600_000, askMs: 0 },
  )
  t.teardown(() => worker.close())
  await worker.now()
  t.same(settled, [entries])
})

t.test('a dialog that grew while it was worked on is worked on again', async t => {
  const { reflux, worker, delivered, state } = setUp(t)
  const one = entryOf({ question: '一' })
  await reflux.add(one)
  let isFirst = true
  state.reply = () => {
    if (isFirst) void reflux.add(entryOf({ dialogId: one.dialogId, question: '二' }))
    isFirst = false
    return answered
  }
  await worker.now()
  t.same(delivered, ['一 明天发货', '一 明天发货', '二 明天发货'], 'the dialog keeps only the first of two')
  t.equal(await reflux.next(), undefined)
})

t.test(
  'the export is NDJSON in the field names of the contract, of one shop, without deleted dialogs',
  async t => {
    const { reflux, deleted } = setUp(t)
    const [gone, plain, improved] = [
      entryOf(),
      entryOf({ at: 0 }),
      entryOf({ better: '明天', delivered: true, level: 2 }),
    ]
    for (const entry of [gone, plain, improved, entryOf({ shop: 'other' })]) await reflux.add(entry)
    deleted.add(gone.dialogId)
    const lines: string[] = []
    const isErased = async (dialogId: string) => deleted.has(dialogId)
    for await (const line of refluxLines({ reflux, isErased }, { shop: 'main', limit: 100 })) lines.push(line)
    t.same(
      lines
        .join('')
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line)),
      [
        {
          at: '1970-01-01T00:00:00.000Z',
          dialog_id: plain.dialogId,
          turn_id: plain.turnId,
          question: plain.question,
          answer: plain.answer,
          level: 4,
          source: 'faq',
        },
        {
          at: '2023-11-14T22:13:20.000Z',
          dialog_id: improved.dialogId,
          turn_id: improved.turnId,
          question: improved.question,
          answer: improved.answer,
          level: 2,
          source: 'faq',
          better: '明天',
          delivered: true,
        },
      ],
    )
  },
)
