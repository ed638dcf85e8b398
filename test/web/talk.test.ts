// The talk as the widget keeps it: what a history brings back.
import t from 'tap'
import { replaced } from '../../web/panel/talk.js'

t.test('after a reload a proposal is there with its button, beside what was asked since', async t => {
  const at = '2026-11-28T12:00:00Z'
  const confirm = {
    ...{ confirmId: 'c1', tool: 'cancel_order', text: '取消订单？', expiresAt: at },
    by: 'customer',
  } as const
  const turn = { turnId: 't1', seq: 1, at, text: '取消', answer: '请确认', source: 'llm', ai: true } as const
  const asked = { kind: 'question', id: 'q2', text: '好了吗', state: 'sending' } as const
  const entries = replaced([asked], 'd1', [
    { ...turn, confirm },
    { ...turn, turnId: 't2', seq: 2 },
  ])
  t.same(
    entries.map(entry => [entry.id, entry.kind === 'reply' ? entry.confirm?.confirmId : undefined]),
    [
      ['q-t1', undefined],
      ['t1', 'c1'],
      ['q-t2', undefined],
      ['t2', undefined],
      ['q2', undefined],
    ],
  )
})
