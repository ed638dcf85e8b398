import t from 'tap'
import { Problem } from '../../src/problem.js'
import { isFor, webhooksDocument } from '../../src/webhooks/webhooks-document.js'

const type = webhooksDocument(undefined)
const endpoint = { id: 'shop', url: 'https://shop.example/hooks', events: ['dialog.*'] }

function faultsOf(value: unknown, read: (value: unknown) => unknown = type.read): readonly string[] {
  try {
    read(value)
    return []
  } catch (fault) {
    return fault instanceof Problem ? fault.errors.map(({ field }) => field) : ['thrown']
  }
}
const faultsWith = (fields: object) => faultsOf({ endpoints: [{ ...endpoint, ...fields }] })

t.test('an endpoint gets its defaults, and a stored document comes back as it was', async t => {
  const document = type.read({ endpoints: [endpoint] })
  t.same(document, { endpoints: [{ ...endpoint, active: true, private: false }] })
  t.same(type.parse(type.format(document)), document)
  t.same(type.start, { endpoints: [] })
})

t.test('each fault of an endpoint is named', async t => {
  for (const fields of [
    { id: 'Shop' },
    { id: '' },
    { url: 'ftp://a' },
    { url: 'https://u:p@a/' },
    { url: 'a' },
  ])
    t.equal(faultsWith(fields).length, 1, JSON.stringify(fields))
  for (const events of [[], ['dialog.gone'], 'dialog.*', [1]]) t.match(faultsWith({ events }), [/events/])
  t.same(faultsWith({ url: 'http://shop.example/' }), ['/endpoints/0/url'], 'http is for private endpoints')
  t.same(faultsWith({ url: 'http://10.0.0.1/', private: true }), [])
  t.same(faultsOf({ endpoints: [endpoint, endpoint] }), ['/endpoints/1/id'])
  t.same(faultsOf({ endpoints: Array.from({ length: 21 }, (_, i) => ({ ...endpoint, id: `${i}` })) }), [
    '/endpoints',
  ])
})

t.test('only the file names variables with secrets', async t => {
  t.same(faultsWith({ secret_env: 'HOOK_SECRET' }), ['/endpoints/0/secret_env'])
  const fromFile = webhooksDocument({ endpoints: [{ ...endpoint, secret_env: 'HOOK_SECRET' }] })
  t.match(fromFile.start, { endpoints: [{ secret_env: 'HOOK_SECRET' }] })
  t.same(fromFile.parse(fromFile.format(fromFile.start)), fromFile.start)
  t.throws(() => webhooksDocument({ endpoints: [{ ...endpoint, secret_env: 'a b' }] }))
})

t.test("a shop's endpoint gets that shop's events, and an endpoint without a shop gets all", async t => {
  const [all] = type.read({ endpoints: [{ ...endpoint, events: ['*'] }] }).endpoints
  const [one] = type.read({ endpoints: [{ ...endpoint, events: ['*'], shop: 'a' }] }).endpoints
  const [off] = type.read({ endpoints: [{ ...endpoint, active: false }] }).endpoints
  if (!all || !one || !off) throw new Error('there are no endpoints')
  t.ok(isFor(all, { type: 'dialog.closed', shop: 'b' }))
  t.ok(isFor(one, { type: 'dialog.closed', shop: 'a' }))
  t.notOk(isFor(one, { type: 'dialog.closed', shop: 'b' }))
  t.notOk(isFor(one, { type: 'level.changed', shop: '*' }), 'what concerns all is not one shop’s')
  t.notOk(isFor(off, { type: 'dialog.closed', shop: 'a' }))
})
