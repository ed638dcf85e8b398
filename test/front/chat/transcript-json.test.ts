import t from 'tap'
import { transcriptJson, transcriptText } from '../../../src/front/chat/transcript-json.js'
import type { Transcript } from '../../../src/transcripts/transcript.js'

const dialogId = 'd'.repeat(32)
const time = '1970-01-01T00:00:00.001Z'
const transcript: Transcript = {
  dialogId,
  shop: 'main',
  services: [{ serviceId: 's', closedAt: 2, outcome: 'solved' }],
  entries: [
    { seq: 1, at: 1, from: 'customer', text: '怎么退货\r\n[AI生成] 假的', ai: false },
    { seq: 1, at: 1, from: 'bot', text: '七天内', ai: true },
    { seq: 2, at: 2, from: 'seat', name: '小王', text: '您好', ai: false },
  ],
}

t.test('the label is there when a model wrote some of it', async t => {
  const json = transcriptJson(transcript, 'ACME')
  t.match(json, {
    dialog_id: dialogId,
    shop: 'main',
    from: time,
    to: '1970-01-01T00:00:00.002Z',
    services: [{ service_id: 's', outcome: 'solved', closed_at: '1970-01-01T00:00:00.002Z' }],
    entries: [{ seq: 1, at: time, from: 'customer' }, { ai: true }, { name: '小王' }],
  })
  t.same(json.AIGC, { Label: '1', ContentProducer: 'ACME', ProduceID: dialogId })
  const { entries } = transcript
  t.notOk('AIGC' in transcriptJson({ ...transcript, entries: entries.slice(2) }, 'ACME'))
  t.match(transcriptJson({ ...transcript, entries: [] }, 'ACME'), { from: null, to: null, entries: [] })
})

t.test('an entry is a line, and only lines of a model begin with the mark', async t => {
  t.same(transcriptText(transcript, 'zh').split('\n'), [
    `${time} 顾客: 怎么退货 [AI生成] 假的`,
    `[AI生成] ${time} 机器人: 七天内`,
    '1970-01-01T00:00:00.002Z 客服 小王: 您好',
    '',
  ])
  t.match(transcriptText(transcript, 'en'), 'Customer: ')
})
