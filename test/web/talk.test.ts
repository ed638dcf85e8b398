// The talk as the widget keeps it: what a history brings back, and who wrote what a person said.
import t from 'tap'
import { personSaid, replaced } from '../../web/panel/talk.js'

t.test('after a reload a proposal is there with its button, beside what was asked since', async t => {
  const at = '2026-11-28T12:00:00Z'
  const confirm = {
    confirmId: 'c1',
    tool: 'cancel_order',
    text: '取消订单？',
    expiresAt: at,
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

t.test('a late history keeps the questions that it does not have, and drops those that it has', async t => {
  const asked = { kind: 'question', text: '好了吗' } as const
  const at = '2026-11-28T12:00:00Z'
  const turn = { turnId: 't1', seq: 1, at, text: '取消', answer: '好', source: 'llm', ai: true } as const
  const since = [
    { ...asked, id: 'k1', turnId: 't1', state: 'placed' },
    { ...asked, id: 'k2', turnId: 't2', state: 'placed' },
    { ...asked, id: 'k3', turnId: 't0', state: 'over' },
    { ...asked, id: 'k4', state: 'waiting' },
  ] as const
  t.same(
    replaced(since, 'd1', [turn]).map(({ id }) => id),
    ['q-t1', 't1', 'k2', 'k4'],
  )
})

t.test('what a person said as a model wrote it is marked, as it comes and in the history', async t => {
  const said = {
    seq: 2,
    at: '2026-11-28T12:00:00Z',
    from: 'seat',
    name: '林',
    text: '可以退',
    ai: true,
  } as const
  t.match(personSaid(said), { ai: true })
  t.match(replaced([], 'd1', [said, { ...said, seq: 3, ai: false }]), [{ ai: true }, { ai: false }])
})
