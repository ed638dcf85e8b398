import t from 'tap'
import { asker, fakeChat, fakeParts } from '../../../perf/load/fake-front.js'
import { type AdminDeps, adminRoutes } from '../../../src/front/admin/editor-routes.js'
import { problems } from '../../../src/problem.js'

const get = (path: string) => ({ method: 'GET', path, headers: { authorization: '' } })

t.test('health, readiness, metrics and the description are open', async t => {
  const ask = await asker(fakeParts(fakeChat()))
  t.match(await ask(get('/healthz')), { status: 200, json: { status: 'ok' } })
  t.match(await ask(get('/readyz')), { status: 200, json: { status: 'ok', checks: { redis: 'ok' } } })
  t.match(await ask(get('/metrics')), { status: 200, type: /^text\/plain/, json: 'up 1\n' })
  t.match(await ask(get('/openapi.json')), { status: 200, json: { openapi: '3.1.0' } })
})

t.test('a process that cannot take turns is not ready, and says why', async t => {
  const readiness = () => ({ ok: false, checks: { redis: 'away' } })
  const ask = await asker({ ...fakeParts(fakeChat()), readiness })
  t.match(await ask(get('/readyz')), { status: 503, json: { checks: { redis: 'away' } } })
})

t.test('the level is read and set by an admin and by nobody else', async t => {
  const ask = await asker(fakeParts(fakeChat()))
  const path = '/admin/level'
  t.match(await ask({ method: 'GET', path, role: 'customer' }), { status: 403 })
  t.match(await ask({ ...get(path) }), { status: 401 })
  t.match(await ask({ method: 'GET', path, role: 'admin' }), {
    status: 200,
    json: { level: 0, mode: 'auto', reason: 'all-well', since: '1970-01-01T00:00:00.000Z' },
  })
  t.match(await ask({ method: 'PUT', path, role: 'admin', body: { level: 3 } }), {
    status: 200,
    json: { level: 3, mode: 'manual' },
  })
  for (const level of [5, -1, 1.5, '2', null]) {
    t.match(
      await ask({ method: 'PUT', path, role: 'admin', body: { level } }),
      { status: 422 },
      String(level),
    )
  }
})

t.test('bodies and replies of lines are described as such', async t => {
  const unused = () => t.fail('nothing is asked')
  const ports = {
    hot: { list: unused, document: {}, purge: unused },
    faq: { document: {}, add: unused, replace: unused, remove: unused },
    refluxLines: unused,
    status: unused,
  }
  const routes = adminRoutes(ports as unknown as AdminDeps)
  const ask = await asker({ ...fakeParts(fakeChat()), routes })
  const { json } = await ask(get('/openapi.json'))
  const lineOf = (...required: string[]) => ({ 'application/x-ndjson': { schema: { required } } })
  t.match(json, {
    paths: {
      '/admin/faq': {
        post: { requestBody: { required: true, content: lineOf('topic', 'questions', 'answer') } },
      },
      '/admin/reflux': { get: { responses: { 200: { content: lineOf('at', 'dialog_id') } } } },
    },
  })
})

t.test('the description names every route with every status it may give', async t => {
  const ask = await asker(fakeParts(fakeChat()))
  const { json } = await ask(get('/openapi.json'))
  t.match(json, {
    paths: {
      '/chat': {
        post: {
          responses: {
            200: {},
            202: {},
            400: {},
            401: {},
            403: {},
            413: {},
            415: {},
            422: {},
            429: {},
            503: {},
          },
        },
      },
      '/chat/{dialog_id}': { get: {}, delete: {} },
      '/chat/{dialog_id}/turns/{turn_id}': {
        get: { responses: { 410: {} } },
        delete: { responses: { 409: {} } },
      },
      '/openapi.json': { get: {} },
    },
  })
  const { components } = json as {
    components: { schemas: { Problem: { properties: { type: { enum: string[] } } } } }
  }
  t.same(
    components.schemas.Problem.properties.type.enum,
    Object.keys(problems).map(kind => `/problems/${kind}`),
  )
})
