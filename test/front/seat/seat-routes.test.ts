// The routes of a desk without a socket that socket frames do not cover: what they hand on, and what they answer.
import t from 'tap'
import { asker, dialogId, fakeParts, readyChat } from '../../../perf/load/fake-front.js'
import { seatRoutes } from '../../../src/front/seat/seat-routes.js'
import { Problem, type ProblemKind } from '../../../src/problem.js'
import type { SeatDesk } from '../../../src/seats/seat-desk.js'
import { deskView } from '../../support/seats/desk-view.js'

const hold = { sub: 'u1', name: '小王', claimId: 'c'.repeat(32), serviceId: 's'.repeat(32), at: 0 }

/** A seat whose acts are written down, and done unless `refusal` says otherwise. */
async function setUp(refusal?: ProblemKind) {
  const done: string[] = []
  const act = (name: string) => async (seat: { sub: string }, of: unknown) => {
    done.push(`${name} ${seat.sub} ${String(of)}`)
    if (refusal) throw new Problem(refusal)
    return { hold, view: deskView({ dialogId, mode: 'seat', hold }) } as never
  }
  const say = async () => ({ seq: 4, at: 0 })
  const seatDesk = { claim: act('claim'), accept: act('accept'), say } as unknown as SeatDesk
  const decline = async ({ sub, dialogId: id }: { sub: string; dialogId: string }) =>
    act('decline')({ sub }, id)
  const routes = seatRoutes({
    seatDesk,
    offering: { decline },
    clock: { now: () => 0 },
    capacity: 10,
    cannedOf: () => ({ ndjson: '', version: '0' }),
    benches: { seen: async () => undefined, setStatus: async () => undefined, read: async () => never() },
  })
  const ask = await asker({ ...fakeParts(readyChat()), routes })
  const post = (path: string, body: unknown, role: 'seat' | 'customer' = 'seat') =>
    ask({ path: `/seat/${path}`, body, role })
  return { post, done }
}

const never = (): never => {
  throw new Error('not asked')
}

t.test('an offered dialog is accepted by a request, as by a frame', async t => {
  const { post, done } = await setUp()
  t.match(await post('accept', { dialog_id: dialogId }), {
    status: 200,
    json: { type: 'history', dialog_id: dialogId, claim_id: hold.claimId, summary: { text: '', tried: [] } },
  })
  t.same(done, [`accept u1 ${dialogId}`])
})

t.test('a result has the ref of its request, as over a socket', async t => {
  const { post } = await setUp()
  for (const [path, type] of [
    ['claim', 'history'],
    ['accept', 'history'],
    ['say', 'said'],
    ['decline', 'done'],
  ] as const) {
    const { json } = await post(path, { ref: `r ${path}`, dialog_id: dialogId, text: '您好' })
    t.match(json, { type, ref: `r ${path}` }, path)
    t.notMatch((await post(path, { dialog_id: dialogId, text: '您好' })).json, { ref: String }, path)
  }
})

t.test('an offered dialog is declined by a request', async t => {
  const { post, done } = await setUp()
  t.match(await post('decline', { ref: 'd', dialog_id: dialogId }), {
    status: 200,
    json: { type: 'done', ref: 'd' },
  })
  t.same(done, [`decline u1 ${dialogId}`])
})

t.test(
  'an offer that is over, a desk that is full and a store that is away are told by their statuses',
  async t => {
    const refusals = [
      ['not-waiting', 409],
      ['at-capacity', 409],
      ['held', 409],
      ['store-away', 503],
    ] as const
    for (const [kind, status] of refusals) {
      const { post } = await setUp(kind)
      for (const path of ['accept', 'decline']) {
        const type = `/problems/${kind}`
        t.match(await post(path, { dialog_id: dialogId }), { status, json: { type } }, `${path} ${kind}`)
      }
    }
  },
)

t.test('what names no dialog is 422, and customers have no desk', async t => {
  const { post, done } = await setUp()
  for (const path of ['accept', 'decline']) {
    t.equal((await post(path, { dialog_id: 'x' })).status, 422, path)
    t.equal((await post(path, { dialog_id: dialogId }, 'customer')).status, 403, path)
  }
  t.same(done, [])
})
