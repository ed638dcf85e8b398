import t from 'tap'
import type { Hold } from '../../src/dialog/store/handoff.js'
import type { Opinion } from '../../src/feedback/opinions.js'
import {
  customersTranscriptOf,
  type TranscriptParts,
  transcriptOf,
} from '../../src/transcripts/transcript.js'
import { deskView, entryOf } from '../support/seats/desk-view.js'

const whole = (own: Partial<TranscriptParts>): TranscriptParts => ({
  dialogId: 'd',
  shop: 'main',
  turns: [],
  desk: undefined,
  closed: [],
  opinions: [],
  ...own,
})
const turns = [
  entryOf(1, '怎么退货', { source: 'llm' }),
  entryOf(2, '', { text: '您好', source: 'seat', saidBy: '小王' }),
  entryOf(3, '在吗', { source: 'seat' }),
]
const closed = [{ serviceId: 's1', sub: 'wang', outcome: 'solved', closedAt: 9 }] as const
const ofShop = { shop: 'main', variant: 'stable' } as const

t.test('each who spoke has an entry, oldest first; a message answers the turns before it', async t => {
  t.same(customersTranscriptOf(whole({ turns })).entries, [
    { seq: 1, at: 1, from: 'customer', text: '怎么退货', ai: false },
    { seq: 1, at: 1, from: 'bot', text: '答1', ai: true, source: 'llm' },
    { seq: 2, at: 2, from: 'seat', name: '小王', text: '您好', ai: false, source: 'seat' },
    { seq: 3, at: 3, from: 'customer', text: '在吗', ai: false },
  ])
  const better = entryOf(2, '怎么退货', { improves: turns[0]?.turnId ?? '' })
  t.match(
    customersTranscriptOf(whole({ turns: [better] })).entries,
    [{ from: 'bot' }],
    'a better answer was not asked for',
  )
})

t.test(
  'what waits, what was left and what seats noted stand by their time, the notes not for customers',
  async t => {
    const desk = deskView({
      unanswered: [{ turnId: 't', at: 5, text: '还没有' }],
      messages: [{ messageId: 'm', at: 4, text: '请回电' }],
      notes: [{ at: 2, by: 'wang', text: '老顾客' }],
    })
    const parts = whole({ turns: turns.slice(0, 1), desk })
    const read = (made: typeof transcriptOf) => made(parts).entries.map(({ text }) => text)
    t.same(read(transcriptOf), ['怎么退货', '答1', '老顾客', '请回电', '还没有'])
    t.same(read(customersTranscriptOf), ['怎么退货', '答1', '请回电', '还没有'])
  },
)

t.test('services have their end and their rating, and for a customer no sub', async t => {
  const hold: Hold = { sub: 'li', name: '小李', claimId: 'c', serviceId: 's2', at: 10 }
  const opinions: Opinion[] = [
    { kind: 'service', ...ofShop, serviceId: 's1', sub: 'wang', score: 5, solved: true },
    { kind: 'service', ...ofShop, serviceId: 's2', sub: 'li' },
  ]
  const parts = whole({ desk: deskView({ hold }), closed, opinions })
  const rating = { score: 5, solved: true }
  t.same(transcriptOf(parts).services, [
    { serviceId: 's1', seat: 'wang', outcome: 'solved', closedAt: 9, rating },
    { serviceId: 's2', seat: 'li' },
  ])
  t.same(customersTranscriptOf(parts).services, [
    { serviceId: 's1', outcome: 'solved', closedAt: 9, rating },
    { serviceId: 's2' },
  ])
})

t.test("a thumb stands at the bot's answer", async t => {
  const turnId = turns[0]?.turnId ?? ''
  const thumb: Opinion = { kind: 'rating', ...ofShop, turnId, source: 'llm', score: -1, comment: '不对' }
  const [asked, answered] = customersTranscriptOf(whole({ turns, opinions: [thumb] })).entries
  t.notOk(asked?.rating)
  t.same(answered?.rating, { score: -1, comment: '不对' })
})
