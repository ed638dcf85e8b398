import t from 'tap'
import type { HandedTurn } from '../../src/dialog/turn/handed-turn.js'
import { Problem } from '../../src/problem.js'
import type { Asking, HandoffView } from '../../src/seats/asking.js'
import { createTurnHandoff } from '../../src/seats/turn-handoff.js'

const turn: HandedTurn = {
  ...{ dialogId: 'd', opens: false, customer: { owner: 'o', shop: 'main' }, language: 'zh' },
  ...{ level: 3, text: '转人工' },
}
const queued: HandoffView = { mode: 'queued', open: true, position: 2, waiting: 3, etaS: undefined }
const closed: HandoffView = { mode: 'bot', open: false, why: 'nobody' }
const held: HandoffView = { mode: 'seat', open: true, name: '小王' }

function rig(answer: HandoffView | Problem) {
  const reasons: string[] = []
  const ask: Asking['ask'] = async ({ reason }) => {
    reasons.push(reason)
    if (answer instanceof Problem) throw answer
    return answer
  }
  const words = () => (text: string) => (text === '转人工' ? ('asked' as const) : undefined)
  return { reasons, handoff: createTurnHandoff({ asking: { ask }, words, say: (_language, kind) => kind }) }
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
