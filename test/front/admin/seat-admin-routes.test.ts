// The operators' routes about seats: a seat is named by its percent-encoded `sub`.
import t from 'tap'
import { asker, fakeParts, readyChat } from '../../../perf/load/fake-front.js'
import { seatAdminRoutes } from '../../../src/front/admin/seat-admin-routes.js'
import type { DeskBoard } from '../../../src/seats/board.js'

async function setUp() {
  const done: string[] = []
  const board = { seats: new Map([['客 服', {}]]) } as unknown as DeskBoard
  const routes = seatAdminRoutes({
    boards: () => new Map([['main', board]]),
    async takeBack(shop, sub) {
      done.push(`take back ${shop} ${sub}`)
      return 2
    },
    async override(shop, sub) {
      done.push(`override ${shop} ${sub}`)
    },
    load: () => 0,
  })
  const ask = await asker({ ...fakeParts(readyChat()), routes })
  const put = (path: string) => ask({ method: 'PUT', path, role: 'admin', body: { status: 'away' } })
  const remove = (path: string) => ask({ method: 'DELETE', path, role: 'admin' })
  return { put, remove, done }
}

t.test('a seat is set, and its dialogs are taken back, by its encoded name', async t => {
  const { put, remove, done } = await setUp()
  const path = `/admin/seats/${encodeURIComponent('客 服')}`
  t.equal((await put(path)).status, 204)
  t.match(await remove(`${path}/claims`), { status: 200, json: { returned: 2 } })
  t.same(done, ['override main 客 服', 'take back main 客 服'])
})

t.test('a name whose percent codes are none is no seat', async t => {
  const { put, remove, done } = await setUp()
  for (const name of ['%', '%zz', '%E5%AE', '%ff']) {
    t.equal((await put(`/admin/seats/${name}`)).status, 404, name)
    t.equal((await remove(`/admin/seats/${name}/claims`)).status, 404, name)
  }
  t.same(done, [])
})
