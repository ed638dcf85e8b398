// Exports over a real connection: of any length in little memory, and never half while they look whole.
import { type IncomingMessage, request } from 'node:http'
import t, { type Test } from 'tap'
import { fakeChat, fakeParts, limits, tokenFor } from '../../../perf/load/fake-front.js'
import { type AdminDeps, adminRoutes } from '../../../src/front/admin/editor-routes.js'
import { openFront } from '../../../src/front/front.js'
import { Problem } from '../../../src/problem.js'
import type { RefluxOrder } from '../../../src/reflux/export.js'

const LINE = `${'订单'.repeat(512)}\n`
const LINES = 20_000

async function serve(t: Test, refluxLines: AdminDeps['refluxLines']): Promise<number> {
  const unused = () => {
    throw new Error('not asked for')
  }
  const routes = adminRoutes({
    hot: { document: {} },
    faq: { document: {} },
    status: unused,
    refluxLines,
  } as unknown as AdminDeps)
  const at = { host: '127.0.0.1', port: 0, socketsMax: 100 }
  const front = await openFront({ ...fakeParts(fakeChat()), routes }, limits, at)
  t.teardown(() => front.close())
  return front.port
}

/** The reply as soon as its head is here; nothing of its body is read yet. */
async function get(t: Test, port: number, query = ''): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${await tokenFor('admin')}` }
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path: `/admin/reflux${query}`, headers }, resolve)
    asking.on('error', reject).end()
    t.teardown(() => asking.destroy())
  })
}

t.test('an export is read only as fast as its client takes it, and arrives whole', async t => {
  let read = 0
  const port = await serve(t, async function* () {
    for (; read < LINES; read++) yield LINE
  })
  const response = await get(t, port)
  t.equal(response.headers['content-type'], 'application/x-ndjson')
  // What fits into the kernel's and the client's buffers has been read by the time nothing moves any more.
  for (let before = -1; before !== read; ) {
    before = read
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  t.ok(read < LINES / 2, `${read} of ${LINES} lines are under way`)
  let bytes = 0
  for await (const piece of response) bytes += piece.length
  t.equal(bytes, LINES * Buffer.byteLength(LINE))
})

t.test('an export that fails in the middle does not look whole', async t => {
  const port = await serve(t, async function* () {
    for (let i = 0; i < 100; i++) yield LINE
    throw new Problem('store-away')
  })
  const response = await get(t, port)
  await t.rejects(async () => {
    for await (const _ of response);
  })
})

t.test('a store that is away is told before anything is sent', async t => {
  // biome-ignore lint/correctness/useYield: what fails before its first line yields none.
  const port = await serve(t, async function* (): AsyncGenerator<string> {
    throw new Problem('store-away')
  })
  t.equal((await get(t, port)).statusCode, 503)
})

t.test('a page is asked for by limit and after, and both are checked', async t => {
  const orders: RefluxOrder[] = []
  const port = await serve(t, async function* (order) {
    orders.push(order)
    yield LINE
  })
  const id = 'd'.repeat(32)
  for (const query of ['', `?limit=10&after=${id}`]) (await get(t, port, query)).resume()
  t.same(orders, [
    { shop: 'main', limit: Number.POSITIVE_INFINITY },
    { shop: 'main', limit: 10, after: id },
  ])
  for (const query of ['?limit=0', '?limit=x', '?after=', '?after=x']) {
    t.equal((await get(t, port, query)).statusCode, 422, query)
  }
})
