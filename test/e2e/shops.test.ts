// Several shops on one deployment: what belongs to one is out of another's reach.
import t from 'tap'
import { startVendor } from '../../perf/fake-llm.js'
import { startServer } from '../support/e2e/harness.js'

const text = '订单什么时候发货，电话13987654321'

interface Page {
  readonly entries: readonly { readonly shop?: string; readonly kind: string }[]
}

const server = await startServer(t, { OVERLOAD: 'off', ANSWER_BUDGET_MS: '15000' })
const adminOfA = await server.token('op', { role: 'admin', shop: 'a' })
const adminOfAll = await server.token('op', { role: 'admin', shop: '*' })

/** Two customers of the same uid. */
const twins = async (uid: string) =>
  [await server.token(uid, { shop: 'a' }), await server.token(uid, { shop: 'b' })] as const

t.test('the same uid in two shops is two customers', async t => {
  const [a, b] = await twins('2001')
  const headers = { 'Idempotency-Key': '1' }
  const first = await server.call('POST', '/chat', { token: a, headers, body: { text } })
  const { dialog_id } = first.json as { dialog_id: string }
  t.equal((await server.call('GET', `/chat/${dialog_id}`, { token: b })).status, 404)
  t.match((await server.chat(b, { text, dialog_id })).json, { renewed: true, seq: 1 })
  const same = await server.call('POST', '/chat', { token: b, headers, body: { text } })
  t.not((same.json as typeof first.json & { dialog_id: string }).dialog_id, dialog_id)
})

t.test('an admin of a shop reads the audit of that shop alone, an admin of all reads all', async t => {
  const [a, b] = await twins('2002')
  for (const token of [a, b]) await server.chat(token, { text })
  await server.call('PUT', '/admin/level', { token: adminOfAll, body: { level: 'auto' } })
  const shops = async (token: string, query = '') => {
    const { json } = await server.call('GET', `/admin/audit${query}`, { token })
    return [...new Set((json as Page).entries.map(({ shop }) => shop))].sort()
  }
  t.same(await shops(adminOfA), ['a'])
  t.same(await shops(adminOfA, '?uid=2002'), ['a'])
  t.same(await shops(adminOfAll), ['*', 'a', 'b'])
  t.same(await shops(adminOfAll, '?shop=b'), ['b'])
  t.equal((await server.call('GET', '/admin/audit?shop=b', { token: adminOfA })).status, 403)
})

t.test('an admin of a shop exports its transcripts alone, and each export is on record', async t => {
  const opened = await Promise.all(
    (await twins('2004')).map(
      async token => (await server.chat(token, { text })).json as { dialog_id: string },
    ),
  )
  const [a = '', b = ''] = opened.map(({ dialog_id }) => dialog_id)
  const exported = async (token: string, query = '') => {
    const { text } = await server.call('GET', `/admin/transcripts${query}`, { token })
    t.notMatch(text, '13987654321')
    const lines = text.split('\n').filter(line => line !== '')
    return lines.map(line => JSON.parse(line) as { dialog_id: string; shop: string; entries: object[] })
  }
  const idsOf = async (token: string, query = '') =>
    (await exported(token, query)).map(({ dialog_id }) => dialog_id)
  const ofA = await exported(adminOfA)
  t.same([...new Set(ofA.map(({ shop }) => shop))], ['a'])
  t.match(
    ofA.find(({ dialog_id }) => dialog_id === a),
    { entries: [{ from: 'customer' }, { from: 'bot' }] },
  )
  const all = await idsOf(adminOfAll)
  t.ok(all.includes(a) && all.includes(b))
  t.notOk((await idsOf(adminOfAll, '?shop=a')).includes(b))
  t.same(await idsOf(adminOfAll, '?from=2099-01-01T00:00:00Z'), [])
  t.equal((await server.call('GET', '/admin/transcripts?shop=b', { token: adminOfA })).status, 403)
  const record = await server.call('GET', '/admin/audit?kind=admin&limit=1000', { token: adminOfA })
  t.match((record.json as Page).entries.at(-1), { place: '/admin/transcripts', rule: 'GET', by: 'op' })
  const read = (token: string, dialogId: string) =>
    server.call('GET', `/chat/${dialogId}/transcript`, { token })
  t.match(await read(adminOfA, a), { status: 200, json: { shop: 'a' } }, 'nobody asked for a person in it')
  t.match(await read(adminOfAll, b), { status: 200, json: { shop: 'b' } })
  t.equal((await read(adminOfA, b)).status, 404)
})

t.test('an admin of a shop erases its customers only', async t => {
  const [a, b] = await twins('2003')
  const dialogs = [await server.chat(a, { text }), await server.chat(b, { text })].map(
    ({ json }) => (json as { dialog_id: string }).dialog_id,
  )
  const erase = (token: string, query = '') =>
    server.call('DELETE', `/admin/customers/2003${query}`, { token })
  t.equal((await erase(adminOfA, '?shop=b')).status, 403)
  t.match((await erase(adminOfA)).json, { dialogs: 1 })
  t.equal((await server.call('GET', `/chat/${dialogs[1]}`, { token: b })).status, 200)
  t.match((await erase(adminOfAll, '?shop=b')).json, { dialogs: 1 })
})

t.test('what concerns all shops is refused to the admin of one', async t => {
  const calls = [
    ['PUT', '/admin/level', { level: 'auto' }],
    ['GET', '/admin/status', undefined],
    ['DELETE', '/admin/hot', undefined],
    ['GET', '/admin/webhooks', undefined],
    ['GET', '/admin/webhooks/dead', undefined],
  ] as const
  const adminOfMain = await server.token('op', { role: 'admin', shop: 'main' })
  const onlyAdmin = await server.token('op', { role: 'admin' })
  for (const [method, path, body] of calls) {
    const status = async (token: string) => (await server.call(method, path, { token, body })).status
    t.same([await status(adminOfA), await status(adminOfMain)], [403, 403], path)
    t.ok(
      (await status(adminOfAll)) < 300 && (await status(onlyAdmin)) < 300,
      `${path}, of all shops, or of the only one`,
    )
  }
  t.equal(
    (await server.call('GET', '/admin/audit?shop=a', { token: onlyAdmin })).status,
    403,
    'data of another shop',
  )
})

t.test('who asks for a person in words is told in the sentences of their shop', async t => {
  const nobody = '本店客服不在，请稍候'
  await server.call('PUT', '/admin/texts', { token: adminOfA, body: { zh: { people: { nobody } } } })
  const [a, b] = await twins('2005')
  const answer = async (token: string) =>
    ((await server.chat(token, { text: '转人工' })).json as { answer: string }).answer
  t.equal(await answer(a), nobody)
  t.not(await answer(b), nobody)
})

t.test('only an admin may be of all shops', async t => {
  t.equal((await server.chat(await server.token('u1', { shop: '*' }), { text })).status, 401)
})

t.test(
  'SHOPS_FILE names who is served, in which language and with which prompt; each has its tokens a day',
  async t => {
    const vendor = await startVendor()
    t.teardown(() => vendor.close())
    const shops = [
      { name: 'a', language: 'en', share: 0.5, prompt: '你是甲店的客服' },
      { name: 'b', language: 'zh', share: 0.5 },
    ]
    const folder = t.testdir({ 'shops.json': JSON.stringify({ version: 1, shops }) })
    const named = await startServer(t, {
      SHOPS_FILE: `${folder}/shops.json`,
      LLM_URL: vendor.url,
      TOKENS_PER_DAY: '800',
      OVERLOAD: 'off',
      ANSWER_BUDGET_MS: '15000',
      UID_RATE_PER_S: '0',
    })
    const token = (shop?: string) => named.token('u1', shop === undefined ? {} : { shop })
    const ask = async (shop: string, headers = {}) =>
      named.call('POST', '/chat', { token: await token(shop), headers, body: { text: '' } })
    for (const shop of ['c', undefined])
      t.equal((await named.chat(await token(shop), { text: '你好' })).status, 403, `shop ${shop}`)
    t.match((await ask('a')).json, { detail: /[a-z]/, title: /[a-z]/ })
    const details = await Promise.all(
      [ask('a'), ask('b'), ask('a', { 'accept-language': 'zh' }), ask('b', { 'accept-language': 'en' })].map(
        async one => ((await one).json as { readonly errors: unknown; readonly detail: string }).detail,
      ),
    )
    t.same(
      [details[0] === details[3], details[1] === details[2], details[0] === details[1]],
      [true, true, false],
    )
    await named.chat(await token('a'), { text: '这款耳机支持降噪吗' })
    t.match(vendor.calls().at(-1)?.body, '你是甲店的客服')
    await named.chat(await token('b'), { text: '这款耳机支持降噪吗' })
    t.notMatch(vendor.calls().at(-1)?.body, '你是甲店的客服')

    const levelOf = async (shop: string, text: string) =>
      (await named.chat(await token(shop), { text })).json as {
        readonly level: number
        readonly source: string
      }
    let asked = 0
    while ((await levelOf('a', `第${asked}代耳机支持降噪吗`)).level < 2 && asked < 100) asked++
    t.ok(asked > 0 && asked < 100, `the tokens of the day are used up after ${asked} questions`)
    t.match(await levelOf('a', '怎么申请退货'), { level: 2, source: 'faq' })
    t.match(await levelOf('b', '怎么申请退货'), { source: 'llm' }, 'another shop has its own')

    const prompt = async (shop: string) =>
      (await named.call('GET', '/admin/prompt', { token: await named.token('op', { role: 'admin', shop }) }))
        .text
    t.match(await prompt('a'), '你是甲店的客服')
    t.notMatch(await prompt('b'), '你是甲店的客服')
  },
)
