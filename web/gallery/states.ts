// Every state of the panel, as its developers want to see them side by side.
import { type Entry, emptyTalk, type Talk } from '../panel/talk.js'
import { parcel } from './parcel.js'

const place = { dialogId: 'd', turnId: 't1' }
const asked = (text: string): Entry => ({
  kind: 'question',
  id: `q ${text}`,
  text,
  turnId: 't1',
  state: 'over',
})
const bot = (text: string, more: object = {}): Entry =>
  ({ kind: 'reply', id: `r ${text}`, place, text, isDone: true, ai: true, ...more }) as Entry
const seat = (text: string): Entry => ({
  kind: 'person',
  id: `p ${text}`,
  seq: 1,
  name: '林小满',
  text,
  ai: false,
})
const note = (word: 'renewed' | 'rated'): Entry => ({ kind: 'note', id: word, word })

const long = '您可以打开“我的订单”，找到商品后点“申请售后”，选择退货并按提示提交；审核通过后会显示寄回地址。'
const talk = [asked('怎么申请退货'), bot(long)]
const person = { ...emptyTalk, mode: { mode: 'seat', seat: { name: '林小满' } } } as const

const confirmation = {
  confirmId: 'c',
  tool: 'cancel_order',
  text: '取消订单 20261111001？',
  expiresAt: '2099-01-01T00:00:00Z',
  by: 'customer',
}

const picture = await parcel()

export const states: Readonly<Record<string, Talk>> = {
  empty: emptyTalk,
  answered: { ...emptyTalk, entries: talk },
  streaming: {
    ...emptyTalk,
    entries: [asked('这双鞋有几种颜色'), bot('这款有三种颜色：', { isDone: false })],
  },
  waiting: { ...emptyTalk, entries: [{ ...asked('帮我查一下物流'), state: 'placed', turnId: 'x' } as Entry] },
  busy: {
    ...emptyTalk,
    entries: [
      ...talk,
      { kind: 'question', id: 'b', text: '有货吗', state: 'waiting', note: '客服繁忙, 请稍后再试' },
      { kind: 'question', id: 'f', text: '还在吗', state: 'failed' },
    ],
  },
  offline: {
    ...emptyTalk,
    link: 'offline',
    entries: [...talk, { kind: 'question', id: 'o', text: '断网了也能写', state: 'waiting' }],
  },
  offered: {
    ...emptyTalk,
    entries: [asked('你答的不对'), bot('很抱歉没有帮到您。', { offersPerson: true, score: -1 })],
  },
  'nobody is there': {
    ...emptyTalk,
    entries: [
      asked('转人工'),
      bot('现在没有人工客服在线。您可以留言，也可以继续问我。', { ai: false, takesMessage: true }),
    ],
  },
  cards: {
    ...emptyTalk,
    entries: [
      asked('我的快递到哪了'),
      bot('订单 20261111001 已发货，预计 11月14日 送达。', {
        ai: false,
        cards: [
          {
            type: 'order',
            orderId: '20261111001',
            title: '青石手冲壶 600 ml',
            statusText: '已发货',
            count: 1,
            amount: { value: '268.00', currency: 'CNY' },
            eta: '11月14日',
            track: [
              { at: '11-13 08:20', text: '到达上海分拨中心' },
              { at: '11-12 21:05', text: '已揽收' },
            ],
            actions: [{ kind: 'ask', text: '催一下快递' }],
            asOf: '2026-11-13T00:30:00Z',
          },
          {
            type: 'product',
            productId: 'k600',
            title: '青石手冲壶 600 ml，手工釉面，细口慢流，适合两到三人',
            price: { value: '268.00', currency: 'CNY' },
            url: 'https://shop.example/k600',
          },
        ],
      }),
    ],
  },
  confirm: {
    ...emptyTalk,
    entries: [asked('帮我取消订单'), bot('可以为您取消，请确认：', { confirm: confirmation })],
  },
  pictures: {
    ...emptyTalk,
    dialogId: 'd',
    imageMaxBytes: 1,
    mode: person.mode,
    entries: [
      asked(`壶收到是裂的 [图片:${'a'.repeat(32)}]`),
      seat('看到了，非常抱歉，马上为您补发。'),
      { kind: 'person', id: 'ai', seq: 2, name: '林小满', text: '补发 1 到 3 天送达。', ai: true },
      asked(`[图片:${'b'.repeat(32)}]`),
    ],
  },
  'picture on its way': {
    ...emptyTalk,
    imageMaxBytes: 1,
    entries: talk,
    attached: { state: 'sending', name: 'a', picture },
  },
  'picture to send': {
    ...emptyTalk,
    imageMaxBytes: 1,
    entries: talk,
    attached: { state: 'ready', name: 'a', picture, imageId: 'a'.repeat(32) },
  },
  'picture refused': {
    ...emptyTalk,
    imageMaxBytes: 1,
    entries: talk,
    attached: { state: 'refused', why: '这张图片无法接收，请换一张，或用文字描述您的问题' },
  },
  'confirm by a seat': {
    ...emptyTalk,
    entries: [
      asked('我要退款'),
      bot('需要同事为您确认。', { confirm: { ...confirmation, text: '退款 268.00 元？', by: 'seat' } }),
    ],
  },
  'confirm ended': {
    ...emptyTalk,
    entries: [
      ...(['done', 'refused', 'failed', 'unknown'] as const).map(confirmed =>
        bot(`可以为您取消，请确认（${confirmed}）：`, { confirm: confirmation, confirmed }),
      ),
      bot('可以为您取消，请确认（expired）：', {
        confirm: { ...confirmation, expiresAt: '2026-01-01T00:00:00Z' },
      }),
    ],
  },
  queued: { ...emptyTalk, mode: { mode: 'queued', position: 3, etaS: 140 }, entries: talk },
  person: {
    ...person,
    isTyping: true,
    entries: [
      asked('包裹破了'),
      seat('您好，我是林小满，麻烦拍一下外包装。'),
      seat('已为您登记补发：https://shop.example/r/82'),
    ],
  },
  rating: { ...person, entries: [seat('不客气，祝您生活愉快。')], sheet: { kind: 'rating', serviceId: 's' } },
  message: {
    ...emptyTalk,
    mode: { mode: 'bot', open: false, why: 'hours', nextOpenAt: '2026-11-12T00:00:00Z' },
    sheet: { kind: 'message' },
  },
  report: { ...emptyTalk, entries: talk, sheet: { kind: 'report', reply: talk[1] as never }, fault: '' },
  notes: { ...emptyTalk, entries: [note('renewed'), ...talk, note('rated')] },
}
