import { setImmediate as later } from 'node:timers/promises'
import t from 'tap'
import type { DeskView } from '../../src/dialog/store/handovers.js'
import type { KeptSummary } from '../../src/dialog/store/talk.js'
import { createSummaries, type SummariesDeps, summedUp } from '../../src/seats/summaries.js'
import { summaryOf } from '../../src/seats/summary.js'
import { deskView, entryOf } from '../support/seats/desk-view.js'

const asked = deskView({ turns: [entryOf(1, '怎么退货'), entryOf(2, '运费谁出')] })

/** Summaries of dialogs that all look the same; `kept` has those that were made, by dialog. */
function rig(view: DeskView | undefined, over: Partial<SummariesDeps> = {}) {
  const kept = new Map<string, KeptSummary>()
  const talks: string[] = []
  const errors: unknown[] = []
  let paid = 0
  const summaries = createSummaries({
    handovers: {
      read: async () => view,
      keepSummary: async (dialogId, _shop, summary) => void kept.set(dialogId, summary),
    },
    mayAsk: () => paid++ >= 0,
    async sumUp(talk) {
      talks.push(talk)
      return '顾客要退货'
    },
    onError: error => void errors.push(error),
    ...over,
  })
  return { summaries, kept, talks, errors, paid: () => paid }
}

t.test('what was said while a dialog waits is summed up and kept', async t => {
  const { summaries, kept, talks } = rig({ ...asked, handoff: { ...asked.handoff, note: '急' } })
  summaries.soon('main', 'd')
  await later()
  t.same(talks, ['顾客留言：急\n顾客：怎么退货\n客服：答1\n顾客：运费谁出\n客服：答2'])
  t.same([...kept], [['d', { seq: 2, text: '顾客要退货' }]])
})

t.test('nothing is paid for a dialog that is gone, taken, silent, or summed up already', async t => {
  const views = [
    undefined,
    { ...asked, mode: 'seat' } as const,
    deskView(),
    { ...asked, summary: { seq: 2, text: '顾客要退货' } },
  ]
  for (const view of views) {
    const { summaries, kept, paid } = rig(view)
    summaries.soon('main', 'd')
    await later()
    t.same([kept.size, paid()], [0, 0])
  }
})

t.test('without room for a call, or a text that may be shown, there is none', async t => {
  for (const over of [{ mayAsk: () => false }, { sumUp: async () => undefined }]) {
    const { summaries, kept } = rig(asked, over)
    summaries.soon('main', 'd')
    await later()
    t.equal(kept.size, 0)
  }
})

t.test('four are made at once, two hundred wait, and one that fails stops no other', async t => {
  const ends: ((text: string) => void)[] = []
  let calls = 0
  const { summaries, kept, errors } = rig(asked, {
    sumUp: () =>
      new Promise((resolve, reject) => {
        ends.push(calls++ === 0 ? () => reject(new Error('away')) : resolve)
      }),
  })
  for (let i = 0; i < 300; i++) summaries.soon('main', `${i}`)
  await later()
  t.equal(ends.length, 4)
  while (ends.length > 0) {
    ends.shift()?.('顾客要退货')
    await later()
  }
  t.same([kept.size, errors.length], [203, 1])
  summaries.close()
  summaries.soon('main', 'late')
  await later()
  t.equal(calls, 204)
})

t.test('a dialog is summed up when it begins to wait and when it comes back, not at each look', async t => {
  const told: string[] = []
  const [wish, act] = [
    { shop: 'main', dialogId: 'd' },
    { shop: 'main', dialogId: 'e' },
  ] as never[]
  const results = { queue: { kind: 'queued', isNew: true }, giveBack: { kind: 'ended' } }
  const handovers = summedUp(
    { queue: async () => results.queue, giveBack: async () => results.giveBack } as never,
    (shop, dialogId) => told.push(`${shop} ${dialogId}`),
  )
  const both = async () => {
    t.same(await handovers.queue(wish as never), results.queue)
    t.same(await handovers.giveBack(act as never, { reason: 'returned' }), results.giveBack)
  }
  await both()
  t.same(told, ['main d', 'main e'])
  results.queue.isNew = false
  results.giveBack.kind = 'not-held'
  await both()
  t.equal(told.length, 2)
})

t.test('a summary is what a model made, then what came since, and never over 200 characters', async t => {
  const turns = [entryOf(1, '怎么退货', { faqId: 'return' }), entryOf(2, '运费谁出', { faqId: 'freight' })]
  t.same(summaryOf(deskView({ turns })), {
    text: '怎么退货；运费谁出',
    openQuestion: '运费谁出',
    tried: ['return', 'freight'],
  })
  t.equal(
    summaryOf(deskView({ turns, summary: { seq: 1, text: '顾客要退货' } })).text,
    '顾客要退货；运费谁出',
  )
  const unanswered = [{ turnId: 'x', text: '在吗', at: 0 }]
  t.equal(summaryOf(deskView({ turns, unanswered })).openQuestion, '在吗')
  const long = deskView({ turns, summary: { seq: 2, text: '😀'.repeat(300) } })
  t.equal(summaryOf(long).text, '😀'.repeat(200))
})
