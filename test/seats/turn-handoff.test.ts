import t from 'tap'
import type { HandedTurn } from '../../src/dialog/turn/handed-turn.js'
import { handoffDocument } from '../../src/people/handoff-document.js'
import { Problem } from '../../src/problem.js'
import type { Asking } from '../../src/seats/asking.js'
import type { HandoffView } from '../../src/seats/standing.js'
import { createTurnHandoff } from '../../src/seats/turn-handoff.js'

const turn: HandedTurn = {
  dialogId: 'd',
  opens: false,
  customer: { uid: 'u', owner: 'o', shop: 'main' },
  language: 'zh',
  traceparent: '00-t',
  level: 3,
  text: '转人工',
  masked: [],
}
const { start } = handoffDocument(undefined)
type Rig = { readonly rules?: Partial<typeof start>; readonly isSomebodyThere?: boolean }
const queued: HandoffView = { mode: 'queued', open: true, position: 2, waiting: 3, etaS: undefined }
const closed: HandoffView = { mode: 'bot', open: false, why: 'nobody' }
const held: HandoffView = { mode: 'seat', open: true, name: '小王' }

function rig(answer: HandoffView | Problem, { rules = {}, isSomebodyThere = true }: Rig = {}) {
  const offers: object[] = []
  const counted: string[] = []
  const state = { result: 'offered' as 'offered' | 'not-now' | 'absent' | Problem }
  const reasons: string[] = []
  const ask: Asking['ask'] = async ({ reason }) => {
    reasons.push(reason)
    if (answer instanceof Problem) throw answer
    return answer
  }
  const words = () => (text: string) => (text === '转人工' ? ('asked' as const) : undefined)
  const mixedWish = () => (text: string) => text.endsWith('，转人工')
  const handoff = createTurnHandoff({
    asking: { ask },
    words,
    mixedWish,
    say: ({ shop }, kind) => (shop === 'main' ? kind : `${kind} of ${shop}`),
    isSomebodyThere: () => isSomebodyThere,
    rules: () => ({ ...start, ...rules }),
    offered: reason => counted.push(reason),
    handovers: {
      async offer(_dialogId, _owner, offer) {
        offers.push(offer)
        if (state.result instanceof Problem) throw state.result
        return state.result
      },
    },
  })
  return { reasons, offers, counted, state, handoff }
}

t.test('a text that asks for nobody costs no question', async t => {
  const { handoff, reasons } = rig(queued)
  t.equal(handoff.asked({ ...turn, text: '几天到' }), undefined)
  t.same(reasons, [])
})

t.test('a customer who asks gets the place, or the reason why nobody can come', async t => {
  t.match(await rig(queued).handoff.asked(turn), {
    text: 'asked',
    source: 'notice',
    reason: 'asked',
    handoff: queued,
  })
  t.match(await rig(closed).handoff.asked(turn), { text: 'nobody', handoff: closed })
})

t.test('the sentence is that of the shop', async t => {
  const ofShop = { ...turn, customer: { uid: 'u', owner: 'o', shop: 'b' } }
  t.match(await rig(queued).handoff.asked(ofShop), { text: 'asked of b' })
  t.match(await rig(closed).handoff.asked(ofShop), { text: 'nobody of b' })
})

t.test('a turn goes on to the person who has the dialog', async t => {
  t.equal(await rig(held).handoff.asked(turn), undefined)
})

t.test("another customer's dialog and a store that is away leave the turn to the other sources", async t => {
  for (const kind of ['not-found', 'store-away'] as const) {
    t.equal(await rig(new Problem(kind)).handoff.asked(turn), undefined)
  }
})

t.test('only at level 3, and only while a person is there, a notice is replaced by a handoff', async t => {
  const notice = (level: 0 | 3 | 4) => ({ text: '请稍后', source: 'notice', level }) as const
  const { handoff, reasons } = rig(queued)
  t.match(await handoff.instead(turn, notice(3)), { text: 'asked', reason: 'ladder', handoff: queued })
  t.equal(await handoff.instead(turn, notice(0)), undefined)
  t.equal(await handoff.instead(turn, notice(4)), undefined)
  t.same(reasons, ['ladder'])
  t.equal(await rig(closed).handoff.instead(turn, notice(3)), undefined)
})

const angry = { ...turn, text: '你们太差了，答非所问' }
const answer = { text: '请在订单页查看', source: 'faq', level: 0 } as const

t.test('a displeased customer is offered a person, beside an answer that speaks of nobody', async t => {
  const { handoff, offers, counted } = rig(queued)
  t.equal(handoff.offer({ ...turn, text: '几天到' }, answer), undefined)
  t.equal(handoff.offer(angry, { ...answer, handoff: queued }), undefined)
  t.same(await handoff.offer(angry, answer), { kind: 'handoff', reason: 'mood' })
  t.same(offers, [{ reason: 'mood', priority: 3 }])
  t.same(counted, ['mood'])
  t.equal(rig(queued, { isSomebodyThere: false }).handoff.offer(angry, answer), undefined)
  t.equal(rig(queued, { rules: { mood: 'off' } }).handoff.offer(angry, answer), undefined)
})

t.test('where the shop says so a secret is a reason to offer, and the stronger one', async t => {
  const secret = { ...angry, text: '太差了，卡号************1234', masked: ['bank_card'] }
  t.match(await rig(queued).handoff.offer(secret, answer), { reason: 'mood' })
  t.match(await rig(queued, { rules: { security: 'offer' } }).handoff.offer(secret, answer), {
    reason: 'security',
  })
})

t.test(
  'an offer is not made again before long, nor while the store is away; a new dialog may get one',
  async t => {
    const { handoff, state, counted } = rig(queued)
    for (const result of ['not-now', 'absent', new Problem('store-away')] as const) {
      state.result = result
      t.equal(await handoff.offer(angry, answer), undefined)
    }
    t.same(counted, [])
    state.result = 'absent'
    t.match(await handoff.offer({ ...angry, opens: true }, answer), { reason: 'mood' })
  },
)

t.test('who asks for a person besides is offered one, unless there is a stronger reason', async t => {
  const { handoff, offers } = rig(queued)
  t.match(await handoff.offer({ ...turn, text: '退货，转人工' }, answer), { reason: 'asked' })
  t.match(await handoff.offer({ ...turn, text: '太差了，转人工' }, answer), { reason: 'mood' })
  t.match(offers, [
    { reason: 'asked', priority: 4 },
    { reason: 'mood', priority: 3 },
  ])
})

t.test('the offer of a turn that opened its dialog is recorded once the dialog is there', async t => {
  const { handoff, offers, state } = rig(queued)
  const offer = { kind: 'handoff', reason: 'mood' } as const
  await handoff.keepOffer(turn, offer)
  t.same(offers, [], 'the record of an older dialog has it')
  await handoff.keepOffer({ ...turn, opens: true }, offer)
  t.same(offers, [{ reason: 'mood', priority: 3 }])
  state.result = new Problem('store-away')
  await handoff.keepOffer({ ...turn, opens: true }, offer)
})
