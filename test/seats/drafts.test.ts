import t from 'tap'
import type { DeskView } from '../../src/dialog/store/handovers.js'
import { createKeyedHash } from '../../src/privacy/keyed-hash.js'
import { createDrafts, type DraftQuestion, type DraftsDeps } from '../../src/seats/drafts.js'
import { deskView, entryOf } from '../support/seats/desk-view.js'

const seat = { shop: 'main', sub: 'wang', name: '小王', skills: [], capacity: 10 }
const hold = { sub: 'wang', name: '小王', claimId: 'c', serviceId: 's', at: 0 }
const held = (own: Partial<DeskView> = {}) => deskView({ mode: 'seat', hold, ...own })
const { dialogId } = deskView()

/** Drafts over one dialog; `asked` has the questions that reached the model. */
function rig(view: DeskView | undefined, over: Partial<DraftsDeps> = {}) {
  const asked: DraftQuestion[] = []
  const drafts = createDrafts({
    read: async () => view,
    mayAsk: () => true,
    keyedHash: createKeyedHash('data key'),
    async answer(question) {
      asked.push(question)
      return '可以退货'
    },
    ...over,
  })
  return { drafts, asked }
}
const refusal = (made: Promise<unknown>) => made.then(String, ({ kind }) => kind)
const messages = ({ past }: DraftQuestion) => past.map(one => Object.values(JSON.parse(one)).join(' '))

t.test('the model is asked what the customer said last, on all that was said before', async t => {
  const turns = [
    entryOf(1, '怎么退货'),
    entryOf(2, '在吗', { source: 'seat', text: '您好' }),
    entryOf(3, '', { source: 'seat', text: '您好', saidBy: '小王' }),
  ]
  const unanswered = ['我要退款', '多久到账'].map((text, i) => ({ turnId: `${i}`, text, at: 0 }))
  const waiting = rig(held({ turns, unanswered }))
  t.equal((await waiting.drafts.make(seat, { dialogId })).text, '可以退货')
  t.match(waiting.asked, [{ text: '多久到账', shop: 'main', language: 'zh' }])
  t.same(waiting.asked.map(messages), [
    ['user 怎么退货', 'assistant 答1', 'user 在吗', 'assistant 您好', 'user 我要退款'],
  ])

  const answered = rig(held({ turns: [entryOf(1, '你好'), entryOf(2, '怎么退货')] }))
  await answered.drafts.make(seat, { dialogId, claimId: 'c' })
  t.equal(answered.asked[0]?.text, '怎么退货')
  t.same(answered.asked.map(messages), [['user 你好', 'assistant 答1']])
})

t.test('only who holds the dialog gets a draft, and nobody else costs a call', async t => {
  const refused = [
    [undefined, {}, 'not-found'],
    [deskView({ turns: [entryOf(1, '怎么退货')] }), {}, 'not-held'],
    [held({ hold: { ...hold, sub: 'li' } }), {}, 'not-held'],
    [held(), { claimId: 'older' }, 'not-held'],
    [held(), {}, 'overloaded'],
  ] as const
  for (const [view, own, kind] of refused) {
    const { drafts, asked } = rig(view, { mayAsk: () => view === undefined || t.fail('paid for nothing') })
    t.equal(await refusal(drafts.make(seat, { dialogId, ...own })), kind)
    t.equal(asked.length, 0)
  }
})

t.test('without room for a call, or an answer of a model, there is no draft', async t => {
  const view = held({ turns: [entryOf(1, '怎么退货')] })
  const none = [{ mayAsk: () => false }, { answer: async () => undefined }]
  for (const over of none) {
    t.equal(await refusal(rig(view, over).drafts.make(seat, { dialogId })), 'overloaded')
  }
})

t.test('any process knows a draft that is said unchanged in its dialog', async t => {
  const view = held({ turns: [entryOf(1, '怎么退货')] })
  const draft = await rig(view).drafts.make(seat, { dialogId })
  const { isDraft } = rig(view).drafts
  t.ok(isDraft(dialogId, draft))
  t.notOk(isDraft(dialogId, { ...draft, text: `${draft.text}！` }), 'edited')
  t.notOk(isDraft('e'.repeat(32), draft), "another dialog's")
  t.notOk(isDraft(dialogId, { ...draft, draftId: '0'.repeat(32) }), 'made up')
})
