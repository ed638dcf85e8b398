import { createHash } from 'node:crypto'
import t from 'tap'
import { createFeedback } from '../../src/feedback/feedback.js'
import { createKeepOnce } from '../../src/feedback/keep-once.js'
import type { Kept, OpinionWrite } from '../../src/feedback/opinions.js'

const order = {
  customer: { role: 'customer', uid: 'eve', owner: 'o1', shop: 'b', expiresAt: 0 },
  turn: { dialogId: 'd1', turnId: 't1' },
  source: 'llm',
  variant: 'stable',
  language: 'zh',
} as const

const keyedHash = (...parts: string[]) => createHash('md5').update(parts.join('\n')).digest('hex')

function setUp(...replies: Kept[]) {
  const writes: OpinionWrite[] = []
  const counted: object[] = []
  const disliked: string[] = []
  const feedback = createFeedback(
    {
      keepOnce: createKeepOnce({
        opinions: {
          async keep(write) {
            writes.push(write)
            return replies.shift() ?? { kind: 'kept', at: 1_000, before: undefined }
          },
        },
        keyedHash,
        keepEvent: (dialogId, { type }, act) => act(`${type} of ${dialogId}`),
      }),
      mask: async text => text.replaceAll(/\d/g, '*'),
      keyedHash,
      newId: () => 'new',
      rated: rating => counted.push(rating),
      disliked: ({ turn }) => disliked.push(turn.turnId),
    },
    { reportMs: 500 },
  )
  return { feedback, writes, counted, disliked }
}

const before = (score: -1 | 1): Kept => ({
  kind: 'kept',
  at: 1,
  before: { kind: 'rating', turnId: 't1', shop: 'b', source: 'llm', variant: 'stable', score },
})

t.test('a thumb down is told, a thumb up and a report are not', async t => {
  const { feedback, disliked } = setUp()
  await feedback.rate({ ...order, score: 1 })
  await feedback.report({ ...order, grievance: 'wrong' })
  t.same(disliked, [])
  await feedback.rate({ ...order, score: -1 })
  t.same(disliked, ['t1'])
})

t.test('what a customer wrote is kept masked, with its shop, source and release', async t => {
  const { feedback, writes } = setUp()
  await feedback.rate({ ...order, score: -1, comment: '打 139' })
  await feedback.report({ ...order, grievance: 'privacy', text: '139' })
  t.match(writes, [
    {
      dialogId: 'd1',
      owner: 'o1',
      event: 'turn.feedback of d1',
      opinion: { kind: 'rating', score: -1, comment: '打 ***', shop: 'b' },
    },
    {
      opinion: {
        kind: 'report',
        reportId: 'new',
        grievance: 'privacy',
        text: '***',
        source: 'llm',
        variant: 'stable',
      },
    },
  ])
  t.notMatch(JSON.stringify(writes), '139')
})

t.test('a thumb is counted when it is new or changes', async t => {
  const { feedback, counted } = setUp({ kind: 'kept', at: 1, before: undefined }, before(1), before(-1), {
    kind: 'repeated',
    at: 1,
  })
  for (let i = 0; i < 4; i++) await feedback.rate({ ...order, score: 1 })
  t.same(counted, [
    { about: 'turn', score: 1, variant: 'stable' },
    { about: 'turn', score: 1, variant: 'stable' },
  ])
})

t.test('a report under a key names the same report again, and its time', async t => {
  const { feedback, writes } = setUp(
    { kind: 'kept', at: 100, before: undefined },
    { kind: 'repeated', at: 100 },
  )
  const first = await feedback.report({ ...order, grievance: 'wrong', key: 'k' })
  t.same(await feedback.report({ ...order, grievance: 'wrong', key: 'k' }), first)
  t.equal(first.answerBy, 600)
  t.same(writes[0]?.once, writes[1]?.once)
  t.notMatch(JSON.stringify(writes), '"k"')
})

t.test('what is sent under a key is part of it', async t => {
  const { feedback, writes } = setUp()
  await feedback.rate({ ...order, score: 1, key: 'k' })
  await feedback.rate({ ...order, score: -1, key: 'k' })
  await feedback.rate({ ...order, score: 1, comment: 'x', key: 'k' })
  await feedback.report({ ...order, grievance: 'wrong', key: 'k' })
  await feedback.rate({ ...order, turn: { ...order.turn, turnId: 't2' }, score: 1, key: 'k' })
  t.equal(new Set(writes.map(({ once }) => once?.key)).size, 1)
  t.equal(new Set(writes.map(({ once }) => once?.body)).size, 5)
})

t.test('what cannot be kept is refused', async t => {
  for (const [kind, problem] of [
    ['absent', 'not-found'],
    ['key-reused', 'key-reused'],
    ['full', 'rate-limited'],
  ] as const) {
    const { feedback, counted } = setUp({ kind })
    t.match(await feedback.rate({ ...order, score: 1 }).catch((reason: unknown) => reason), { kind: problem })
    t.same(counted, [])
  }
})
