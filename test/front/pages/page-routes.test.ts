// How the pages' files are served: for how long they may be kept, compressed, under which policy.
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import t from 'tap'
import type { WholeReply } from '../../../src/front/http/reply.js'
import { pageRoutes } from '../../../src/front/pages/page-routes.js'
import { widgetOffersRoute } from '../../../src/front/pages/widget-offers.js'

const text = 'const answer = 42\n'.repeat(100)
const body = Buffer.from(text)
const forms = { body, br: brotliCompressSync(body), gzip: gzipSync(body) }
const routes = pageRoutes([
  { path: '/', type: 'text/html; charset=utf-8', ...forms, life: 'page' },
  { path: '/widget.js', type: 'text/javascript; charset=utf-8', ...forms, life: 'short' },
  { path: '/widget/1f3a.js', type: 'text/javascript; charset=utf-8', ...forms, life: 'forever' },
])

function get(path: string, acceptEncoding?: string): WholeReply {
  const headers = new Map(acceptEncoding === undefined ? [] : [['accept-encoding', acceptEncoding]])
  const route = routes.find(each => each.path === path)
  return route?.handle({ request: { headers } } as never) as WholeReply
}

t.test(
  'a page is asked for again, the loader kept for minutes, what is named for its contents for ever',
  async t => {
    t.equal(get('/').headers['Cache-Control'], 'no-cache')
    t.equal(get('/widget.js').headers['Cache-Control'], 'public, max-age=300')
    t.equal(get('/widget/1f3a.js').headers['Cache-Control'], 'public, max-age=31536000, immutable')
  },
)

t.test('a file comes as the browser likes it, and says so', async t => {
  const [br, gzip, plain] = [get('/', 'gzip;q=0.5, br'), get('/', 'gzip'), get('/')]
  t.equal(br.headers['Content-Encoding'], 'br')
  t.equal(brotliDecompressSync(br.body).toString(), text)
  t.equal(gzip.headers['Content-Encoding'], 'gzip')
  t.equal(gunzipSync(gzip.body).toString(), text)
  t.equal(plain.headers['Content-Encoding'], undefined)
  for (const { headers } of [br, gzip, plain]) t.equal(headers.Vary, 'Accept-Encoding')
})

t.test('a page lets nothing in from other hosts; the widget may be loaded by a page of any', async t => {
  const policy = get('/').headers['Content-Security-Policy'] ?? ''
  for (const part of ["default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'"])
    t.match(policy, part)
  t.notMatch(policy, 'unsafe')
  t.equal(get('/').headers['Access-Control-Allow-Origin'], undefined)
  t.equal(get('/widget/1f3a.js').headers['Access-Control-Allow-Origin'], '*')
})

t.test('a widget on a page of any origin may read what this server offers', async t => {
  const { body, headers } = widgetOffersRoute({ imageMaxBytes: 1024 }).handle({} as never) as WholeReply
  t.same(JSON.parse(String(body)), { image_max_bytes: 1024 })
  t.match(headers, { 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'public, max-age=300' })
})
