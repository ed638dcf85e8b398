// The program for operators: its commands against a running process, and its help.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { startShop } from '../../perf/fake-shop.js'
import { packageRoot } from '../../src/root.js'
import { AdminError } from '../../tools/cli/admin-client.js'
import { loadCommand } from '../../tools/cli/commands.js'
import { statusText } from '../../tools/cli/status-text.js'
import { tableOf, widthOf } from '../../tools/cli/table.js'
import { freePort } from '../../tools/redis-server.js'
import { UsageError } from '../../tools/usage.js'
import { startServer } from '../support/e2e/harness.js'
import { exampleFile, shopKey } from '../support/shop/samples.js'

const server = await startServer(t)
const RUSHDESK_TOKEN = await server.token('op', { role: 'admin', shop: '*' })
const shopToken = await server.token('op', { role: 'admin' })

/** Runs a command as the program does; what it wrote, or what it threw. */
async function run(line: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { code, written } = await ended(line, env)
  t.equal(code, 0, line.join(' '))
  return written
}

async function ended(line: readonly string[], env: NodeJS.ProcessEnv) {
  const [name, ...args] = line
  let written = ''
  const terminal = {
    env: { RUSHDESK_URL: server.url, RUSHDESK_TOKEN, ...env },
    isInteractive: false,
    write: (text: string) => {
      written += text
    },
  }
  const code = await (await loadCommand(name as 'level'))(args, terminal)
  return { code, written }
}

const ofShop = { RUSHDESK_TOKEN: shopToken }

t.test('help lists every command, and each says how it is called', async t => {
  const entry = fileURLToPath(new URL('tools/rushdesk.mjs', packageRoot))
  const call = (...args: string[]) => spawnSync(process.execPath, [entry, ...args], { encoding: 'utf8' })
  const help = call('help')
  t.equal(help.status, 0)
  for (const name of [
    'start',
    'cluster',
    'token',
    'status',
    'level',
    'gray',
    'hot',
    'faq',
    'tools',
    'tail',
    'doctor',
    'replay',
    'rehearse',
  ]) {
    t.match(help.stdout, new RegExp(`^  ${name}\\b`, 'm'))
  }
  const unknown = call('levle')
  t.equal(unknown.status, 64)
  t.match(unknown.stderr, /no command "levle"/)
  for (const name of ['status', 'level', 'hot', 'faq', 'tools', 'tail', 'doctor'])
    t.match(await run([name, '--help']), /^Usage: rushdesk/)
})

t.test('a level is read, fixed with a reason, and given back', async t => {
  t.match(await run(['level']), /^level 0 {2}auto {2}all-well/)
  t.match(await run(['level', '2', '--why', 'rehearsal']), /^level 2 {2}manual/)
  const history = await server.call('GET', '/admin/level/history', { token: RUSHDESK_TOKEN })
  t.match(history.text, '"why":"rehearsal"')
  t.match(await run(['level', 'auto']), /auto/)
  for (const wrong of [['5'], ['full'], ['1', '2']]) await t.rejects(run(['level', ...wrong]), UsageError)
})

t.test('a release is started from a file, widened, ended, and not promoted before it was judged', async t => {
  t.match(await run(['gray']), /^canary {2}off {2}0 %\n/)
  const file = `${t.testdir({ 'release.json': '{"name":"r1","percent":5,"variant":{"model":"m2"}}' })}/release.json`
  t.match(await run(['gray', 'start', file, '--why', 'try']), /^r1 {2}observing {2}5 %/)
  t.match(await run(['gray', 'percent', '20']), /^r1 {2}observing {2}20 %/)
  await t.rejects(run(['gray', 'promote']), AdminError)
  t.match(await run(['gray', 'off']), /^r1 {2}off {2}0 %/)
  for (const wrong of [['on'], ['start'], ['percent', 'all']])
    await t.rejects(run(['gray', ...wrong]), wrong[0] === 'on' ? UsageError : Error)
})

t.test('answers are pinned one by one, replaced, and taken out', async t => {
  await run(['hot', 'pin', '几点开门', '早上八点'], ofShop)
  await run(['hot', 'pin', '几点关门', '晚上十点'], ofShop)
  await run(['hot', 'pin', '几点开门', '早上九点'], ofShop)
  t.match(await run(['hot'], ofShop), /几点关门 +晚上十点\npinned +0 +几点开门 +早上九点/)
  await run(['hot', 'unpin', '几点关门'], ofShop)
  t.notMatch(await run(['hot'], ofShop), '几点关门')
  t.match(await run(['hot', 'purge']), 'forgotten')
  await t.rejects(run(['hot', 'pin', '只有问题']), UsageError)
})

t.test('an FAQ goes out and in, is checked before it is in force, and can be asked', async t => {
  const before = await run(['faq', 'export'], ofShop)
  t.ok(before.split('\n').length > 40)
  const row = { topic: 'opening-hours', questions: ['几点开门', '营业时间'], answer: '早上八点到晚上十点' }
  const folder = t.testdir({ 'faq.ndjson': JSON.stringify(row), 'bad.ndjson': '{"topic":"x"}' })
  t.match(await run(['faq', 'import', `${folder}/faq.ndjson`, '--dry-run'], ofShop), /1 entries are valid/)
  t.equal(await run(['faq', 'export'], ofShop), before)
  await t.rejects(run(['faq', 'import', `${folder}/bad.ndjson`], ofShop), AdminError)
  await t.rejects(run(['faq', 'import', `${folder}/none.ndjson`], ofShop), UsageError)
  t.match(
    await run(['faq', 'import', `${folder}/faq.ndjson`, '--why', '新店'], ofShop),
    /1 entries are in force/,
  )
  t.same(JSON.parse(await run(['faq', 'export'], ofShop)), row)
  t.match(await run(['faq', 'test', '几点开门'], ofShop), /answers +opening-hours/)
  t.match(await run(['faq', 'test', 'zzz'], ofShop), 'no entry may answer this')
})

t.test('a tools file is tried against the API that it names, and nothing is written there', async t => {
  const shop = await startShop({ key: shopKey })
  t.teardown(() => shop.close())
  const form = JSON.parse(exampleFile(shop.url))
  const gaps = structuredClone(form)
  gaps.tools[0].result.pick.gone = '/data/gone'
  const folder = t.testdir({
    'tools.json': JSON.stringify(form),
    'gaps.json': JSON.stringify(gaps),
    'bad.json': '{"version":1,\n"tools":[{}',
  })
  const env = { OMS_KEY: shopKey }
  const well = await run(['tools', 'test', `${folder}/tools.json`, '--foreign', 'order_id=20240011'], env)
  t.match(well, /recent_orders +ok/)
  t.match(well, /order_status +ok/, 'the listing tells the number')
  t.match(well, /cancel_order +not-called +a write is never called/)
  t.match(well, /order_status +kept/, 'what is somebody else’s is kept from the customer')
  t.notMatch(well, '20240001', 'no value is shown')
  t.ok(shop.calls().every(({ method }) => method === 'GET'))
  t.same(shop.effects(), {})

  const bad = (file: string, ...more: string[]) => ended(['tools', 'test', `${folder}/${file}`, ...more], env)
  t.match(await bad('gaps.json'), { code: 1, written: /not in the result, or not plain: gone/ })
  t.match(await bad('bad.json'), { code: 1, written: /bad.json: line 2 is not JSON/ })
  t.match(await bad('tools.json', '--foreign', 'order_id=20240001'), {
    code: 1,
    written: /order_status +told/,
  })
  t.match(await bad('tools.json', '--sub', 'nobody'), { code: 1, written: /the list is empty/ })
  shop.set({ fault: 503 })
  t.match(await bad('tools.json'), {
    code: 1,
    written: /order_status +not-called +needs --arg order_id=VALUE/,
  })
  for (const wrong of [['test'], ['try', 'x'], ['test', 'x', 'y'], ['test', 'x', '--arg', 'y']])
    await t.rejects(run(['tools', ...wrong], env), UsageError)
  t.equal(await run(['tools']), 'none\n', 'the server has no tools')
})

t.test('the status is printed once where there is no terminal', async t => {
  const text = await run(['status'])
  t.match(text, /^level 0 full \(auto: all-well, since /)
  t.match(text, new RegExp(` ${server.pid} `))
  t.match(JSON.parse(await run(['status', '--json'])), { level: 0, processes: [{}] })
})

t.test('turns are told as they end, without their texts, and changes with their reason', async t => {
  const tokens = await Promise.all(Array.from({ length: 200 }, (_, i) => server.token(`u${i}`)))
  let isOver = false
  const asking = (async () => {
    // Nobody is told of what ended before they watched.
    for (let i = 0; !isOver; i++) await server.chat(tokens[i % 200] ?? '', { text: '你好' })
  })()
  const turn = /^\d\d:\d\d:\d\d\.\d{3} {2}[0-9a-f]{32} +\d+ ms {2}\w+ at level \d/m
  t.match(await run(['tail', '--count', '1']), turn)
  await run(['level', '1', '--why', 'try'])
  const told = JSON.parse((await run(['tail', '--json', '--count', '1'])).trim())
  t.notOk('text' in told || 'answer' in told)
  isOver = true
  await asking
  // By then the ends of these turns are no news.
  await new Promise(resolve => setTimeout(resolve, 2_500))
  const changes = run(['tail', '--count', '1'])
  await new Promise(resolve => setTimeout(resolve, 1_000))
  await run(['level', 'auto', '--why', 'over'])
  t.equal(await changes, '* level: 1 → auto by op (over)\n')
  const customer = tokens[0]
  await t.rejects(run(['tail'], { RUSHDESK_TOKEN: customer }), { message: /403/ })
})

t.test('a refusal, a missing token and a process that is away are told in one sentence', async t => {
  const customer = await server.token('u1')
  await t.rejects(run(['level'], { RUSHDESK_TOKEN: customer }), { name: 'AdminError', message: /403/ })
  await t.rejects(run(['level'], { RUSHDESK_TOKEN: '' }), {
    name: 'UsageError',
    message: /RUSHDESK_TOKEN is not set/,
  })
  await t.rejects(run(['level'], { RUSHDESK_URL: 'ftp://x' }), UsageError)
  await t.rejects(run(['level'], { RUSHDESK_URL: `http://127.0.0.1:${await freePort()}` }), {
    message: /does not answer: ECONNREFUSED/,
  })
})

t.test('what is wrong stands first in the status', t => {
  const own = {
    process: 'a'.repeat(32),
    pid: 1,
    version: '1',
    is_silent: true,
    uptime_s: 1,
    event_loop_delay_ms: 1,
    store_ms: null,
    in_flight: 0,
    pending_turns: 0,
    pending_lag_ms: 0,
    ws_connections: 0,
    checks: { store: 'away' },
    rates: { chat_qps: 0, chat_latency_p99_ms: 0 },
  }
  const text = statusText({
    level: 3,
    mode: 'manual',
    reason: 'operator',
    since: 'now',
    breaker: 'open',
    is_cluster_known: false,
    vendors: [{ vendor: 'primary', breaker: 'open', running: 0, queued: 0, oldest_ms: 0, refuses: '401' }],
    processes: [own],
  })
  const faults = text.split('\n').filter(line => line.startsWith('! '))
  t.same(faults, [
    '! the store does not answer: only this process is known',
    '! level 3, fixed by a person',
    '! the breaker of the vendor is open',
    '! primary refuses every call: 401',
    '! process aaaaaaaa (pid 1) is silent',
    '! process aaaaaaaa: store away',
  ])
  t.equal(text.split('\n')[0], faults[0])
  t.end()
})

t.test('a table keeps its columns beside Chinese, and cuts what is too long', t => {
  const [head = '', row = ''] = tableOf([
    ['问', 'b'],
    ['abc', '长'.repeat(60)],
  ]).split('\n')
  t.equal(widthOf(head.slice(0, head.indexOf('b'))), widthOf(row.slice(0, row.indexOf('长'))))
  t.ok(row.endsWith('…'))
  t.ok(widthOf(row) < 60)
  t.end()
})
