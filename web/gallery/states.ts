// Every state of the panel, as its developers want to see them side by side.
import { type Entry, emptyTalk, type Talk } from '../panel/talk.js'

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
const seat = (text: string): Entry => ({ kind: 'person', id: `p ${text}`, seq: 1, name: '林小满', text })
const note = (word: 'renewed' | 'rated'): Entry => ({ kind: 'note', id: word, word })

const long = '您可以打开“我的订单”，找到商品后点“申请售后”，选择退货并按提示提交；审核通过后会显示寄回地址。'
const talk = [asked('怎么申请退货'), bot(long)]
const person = { ...emptyTalk, mode: { mode: 'seat', seat: { name: '林小满' } } } as const

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
