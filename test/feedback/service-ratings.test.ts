import t from 'tap'
import { RATING_MS, type ServicesView } from '../../src/dialog/store/services.js'
import type { KeepOrder } from '../../src/feedback/keep-once.js'
import type { Kept, ServiceRating } from '../../src/feedback/opinions.js'
import { createServiceRatings } from '../../src/feedback/service-ratings.js'

const customer = { role: 'customer', uid: 'eve', owner: 'o1', shop: 'b', expiresAt: 0 } as const
const order = { customer, dialogId: 'd1' }
const closed = (serviceId: string) =>
  ({ serviceId, sub: 'wang', outcome: 'solved', closedAt: 1_000 }) as const

function setUp(view: ServicesView | undefined, ...replies: Extract<Kept, { at: number }>[]) {
  const kept: KeepOrder[] = []
  const counted: number[] = []
  const settled: string[] = []
  const rate = createServiceRatings(
    {
      services: { of: async () => view, settle: async (_dialog, _owner, id) => void settled.push(id) },
      async keepOnce(one) {
        kept.push(one)
        return replies.shift() ?? { kind: 'kept', at: 1, before: undefined }
      },
      mask: async text => text.replaceAll(/\d/g, '*'),
      rated: ({ score }) => counted.push(score),
    },
    { variant: 'stable', ratingMs: RATING_MS },
  )
  return { rate, kept, counted, settled }
}

const two = { now: 2_000, closed: [closed('s1'), closed('s2')] }
const kindOf = (asked: Promise<void>) => asked.catch((problem: { kind: string }) => problem.kind)

t.test('the newest service is rated unless one is named, and the customer is asked no more', async t => {
  const { rate, kept, counted, settled } = setUp(two)
  await rate({ ...order, verdict: { score: 4, solved: true, comment: '打 139' } })
  await rate({ ...order, serviceId: 's1', verdict: { score: 1 }, key: 'k' })
  t.match(kept, [
    {
      dialogId: 'd1',
      owner: 'o1',
      opinion: { kind: 'service', serviceId: 's2', sub: 'wang', score: 4, solved: true, comment: '打 ***' },
    },
    { opinion: { serviceId: 's1', score: 1 }, key: 'k' },
  ])
  t.same(counted, [4, 1])
  t.same(settled, ['s2', 's1'])
})

t.test('who does not want to rate is kept as that, and counts for no score', async t => {
  const { rate, kept, counted, settled } = setUp(two)
  await rate({ ...order, verdict: { declined: true } })
  t.notMatch(kept[0]?.opinion, { score: Number })
  t.same(counted, [])
  t.same(settled, ['s2'])
})

t.test('a score that comes again counts once', async t => {
  const before: ServiceRating = {
    kind: 'service',
    serviceId: 's2',
    sub: 'wang',
    shop: 'b',
    variant: 'stable',
    score: 5,
  }
  const { rate, counted } = setUp(two, { kind: 'kept', at: 1, before }, { kind: 'repeated', at: 1 })
  for (let i = 0; i < 2; i++) await rate({ ...order, verdict: { score: 5 } })
  t.same(counted, [])
})

t.test('a service can be rated for a day, and nothing else can be', async t => {
  const at = (now: number) => setUp({ ...two, now }).rate({ ...order, verdict: { score: 5 } })
  t.equal(await kindOf(at(1_000 + RATING_MS - 1)), undefined)
  t.equal(await kindOf(at(1_000 + RATING_MS)), 'gone')
  t.equal(await kindOf(setUp(two).rate({ ...order, serviceId: 's9', verdict: { score: 5 } })), 'not-found')
  t.equal(await kindOf(setUp({ now: 0, closed: [] }).rate({ ...order, verdict: { score: 5 } })), 'not-found')
  const stranger = setUp(undefined)
  t.equal(await kindOf(stranger.rate({ ...order, verdict: { declined: true } })), 'not-found')
  t.same(stranger.kept, [])
})
