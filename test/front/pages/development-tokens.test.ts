// Who gets a token for trying: the developer's own browser, and nobody else.
import t from 'tap'
import { developmentTokenRoutes } from '../../../src/front/pages/development-tokens.js'
import { Problem } from '../../../src/problem.js'

const routes = developmentTokenRoutes({ sign: async (role, sub) => `${role} ${sub}` })

interface From {
  readonly headers?: Readonly<Record<string, string>>
  readonly query?: string
  readonly isLocal?: boolean
}

async function ask(path: string, { headers = {}, query = '', isLocal = true }: From = {}): Promise<unknown> {
  const all = new Map(Object.entries({ host: 'localhost:8080', ...headers }))
  const request = { headers: all, query, client: { isLocal: () => isLocal } }
  const reply = await routes.find(route => route.path === path)?.handle({ request, headers: {} } as never)
  return reply !== undefined && 'body' in reply ? JSON.parse(String(reply.body)).token : undefined
}

t.test('each page gets a token of its role', async t => {
  t.equal(await ask('/demo/token'), 'customer demo')
  t.equal(await ask('/desk/token'), 'seat seat-1')
  t.equal(await ask('/ops/token'), 'admin operator')
})

t.test('a name may be asked for, of the form that names have', async t => {
  t.equal(await ask('/desk/token', { query: 'sub=li' }), 'seat li')
  t.equal(await ask('/desk/token', { query: 'sub=%3Cimg%3E' }), 'seat seat-1')
})

t.test('to others there is no such path', async t => {
  const strangers: Readonly<Record<string, From>> = {
    'another machine': { isLocal: false },
    'a proxy of this machine': { headers: { 'x-forwarded-for': '203.0.113.7' } },
    'a page of another site': { headers: { 'sec-fetch-site': 'cross-site' } },
    'a name that was made to point here': { headers: { host: 'shop.example' } },
  }
  for (const [who, from] of Object.entries(strangers)) {
    await t.rejects(ask('/ops/token', from), new Problem('not-found'), who)
  }
})
