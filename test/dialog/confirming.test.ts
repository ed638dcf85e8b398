// What a decision's reply shows of the thing that was written.
import t from 'tap'
import { systemClock } from '../../src/clock.js'
import { type ConfirmingDeps, createConfirming } from '../../src/dialog/confirming.js'
import type { ResultItem } from '../../src/shop/pick-result.js'
import type { ProposedWrite } from '../../src/shop/proposal.js'
import { exampleTools } from '../support/shop/samples.js'

const set = exampleTools('http://127.0.0.1:1')
const confirmId = 'c'.repeat(32)
const shown: ProposedWrite = {
  confirmId,
  tool: 'cancel_order',
  text: '取消订单 20240012？',
  arguments: { order_id: '20240012' },
  by: 'customer',
  ttlMs: 1,
}
/** The shop tells the customer's own values back. */
const item: ResultItem = {
  fields: { receiver: '阿$明 收', status: '待发货' },
  card: { type: 'order', order_id: '20240012', title: '给阿$明的耳机', as_of: '' },
}

function decide(effect: 'done' | 'unknown') {
  const confirming = createConfirming({
    confirmations: {
      look: async () => ({
        kind: 'seen',
        view: { owner: 'o', shown, state: { kind: 'open', bond: { hash: '', sealed: '' } } },
      }),
      claim: async () => true,
      settle: async () => true,
    },
    proposals: {
      open: () => ({
        tool: set.tools.find(({ name }) => name === 'cancel_order') as (typeof set.tools)[number],
        args: shown.arguments,
        values: [{ value: '阿$明', stars: '$&*' }],
      }),
    },
    tools: () => set,
    caller: { read: async () => ({ kind: 'ok', items: [item] }), forget: () => undefined },
    writer: { write: async () => (effect === 'done' ? { effect, item } : { effect }) },
    mask: async (text: string) => text,
    maskCard: async (card, mask) =>
      card.type === 'order' ? { ...card, title: await mask(card.title ?? '') } : card,
    clock: systemClock,
    steady: systemClock,
    pause: async () => undefined,
    newId: () => 'a'.repeat(32),
    onDecision: () => undefined,
  } satisfies ConfirmingDeps)
  return confirming.decide({
    dialogId: 'd'.repeat(32),
    confirmId,
    decision: 'yes',
    traceId: 't',
    traceparent: '',
    by: { kind: 'customer', owner: 'o', uid: 'u1', shop: 'main' },
  })
}

for (const effect of ['done', 'unknown'] as const)
  t.test(`the customer’s own values are starred in a reply that says ${effect}`, async t => {
    t.same(await decide(effect), {
      state: effect,
      result: { receiver: '$&* 收', status: '待发货' },
      card: { type: 'order', order_id: '20240012', title: '给$&*的耳机', as_of: '' },
    })
  })
