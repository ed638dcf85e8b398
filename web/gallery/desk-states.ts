// States of one dialog at the desk, as its developers want to see them side by side.
import type { Confirmation } from '../client/api-types.js'
import { type Held, heldFrom, type Line } from '../desk/board.js'

const at = '2026-11-11T12:00:00Z'
const row = {
  dialogId: 'd',
  ref: '会员 8821',
  since: at,
  reason: 'asked',
  last: '我要退款',
  orderId: '20261111001',
  waitedS: 12,
}
const refund: Confirmation = {
  confirmId: 'c',
  tool: 'refund',
  text: '订单 20261111001 退款 268.00 元？',
  expiresAt: '2099-01-01T00:00:00Z',
  by: 'seat',
}
const asked: Line = { seq: 1, key: '1?', from: 'customer', text: '壶收到是裂的，我要退款', at }
const proposed = (confirm: Confirmation): Line => ({
  seq: 1,
  key: `1!${confirm.confirmId}`,
  from: 'bot',
  at,
  ai: true,
  confirm,
  text: '很抱歉，可以为您退款，需要同事确认。',
})
const held = { ...heldFrom(row), summary: '壶到货有裂纹，想退款', lines: [asked] }
const suggested = {
  draftId: 'x',
  text: '非常抱歉让您收到破损的壶。退款确认后 1 到 3 个工作日原路退回，破损的壶不用寄回。',
}
const ends = ['done', 'refused', 'failed', 'unknown'] as const

export interface DeskState {
  readonly held: Held
  /** What stands in the box. */
  readonly written?: string
}

export const deskStates: Readonly<Record<string, DeskState>> = {
  'desk: money to confirm': { held: { ...held, lines: [asked, proposed(refund)] } },
  'desk: confirming': { held: { ...held, lines: [asked, proposed(refund)], decided: { c: 'deciding' } } },
  'desk: the customer confirms': {
    held: {
      ...held,
      lines: [asked, proposed({ ...refund, by: 'customer', text: '取消订单 20261111001？' })],
    },
  },
  'desk: confirmed': {
    held: {
      ...held,
      lines: [
        ...ends.map(end => proposed({ ...refund, confirmId: end })),
        proposed({ ...refund, confirmId: 'late', expiresAt: at.replace('2026', '2020') }),
      ],
      decided: Object.fromEntries(ends.map(end => [end, end])),
    },
  },
  'desk: orders and products': {
    held: {
      ...held,
      lines: [asked, { seq: 2, key: '2', from: 'seat', text: '看到了，马上为您处理。', at }],
      readSeq: 2,
      cards: [
        {
          type: 'order',
          orderId: '20261111001',
          title: '青石手冲壶 600 ml',
          statusText: '已签收',
          eta: '11月14日',
          amount: { value: '268.00', currency: 'CNY' },
          track: [{ at: '11-13 08:20', text: '已签收，签收人：前台' }],
          actions: [{ kind: 'open', url: 'https://shop.example/o/20261111001' }],
          asOf: '2026-11-13T00:30:00Z',
        },
        {
          type: 'product',
          productId: 'k600',
          title: '青石手冲壶 600 ml，手工釉面',
          price: { value: '268.00', currency: 'CNY' },
          url: 'https://shop.example/k600',
        },
      ],
    },
  },
  'desk: a picture': {
    held: { ...held, lines: [{ ...asked, text: `${asked.text} [图片:${'a'.repeat(32)}]` }] },
  },
  'desk: a draft is written': { held: { ...held, draftRef: 'r' } },
  'desk: a draft as it is': { held: { ...held, suggested }, written: suggested.text },
  'desk: a draft beside own words': { held: { ...held, suggested }, written: '您好，我先看一下照片' },
  'desk: a draft was said': {
    held: {
      ...held,
      lines: [asked, { seq: 2, key: '2', from: 'seat', text: suggested.text, at, ai: true }],
      fault: '客服繁忙, 请稍后再试',
    },
  },
}
