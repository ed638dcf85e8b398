// The doctor: each check in its good and in its bad state, and what the command says of them.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { startVendor } from '../../perf/fake-llm.js'
import { packageRoot } from '../../src/root.js'
import { allChecks } from '../../tools/cli/doctor.js'
import { type CheckResult, exitCodeOf, resultsText, runChecks } from '../../tools/doctor/check.js'
import { isOlder } from '../../tools/doctor/host-checks.js'
import { type RedisFacts, redisChecks } from '../../tools/doctor/redis-checks.js'
import { freePort, startRedis } from '../../tools/redis-server.js'
import { startServer } from '../support/e2e/harness.js'
import { all, good, KEY, MEBIBYTE, refusing, SECRET, saying } from '../support/tools/doctor.js'

t.test('a machine that does not fit is told', async t => {
  const inUse = async () => 'EADDRINUSE'
  await all(t, [
    ['node', 'ok', {}],
    ['node', 'fault', { node: '18.20.0' }, /older than 20.18.1/],
    ['server-library', 'ok', {}],
    [
      'server-library',
      'fault',
      { loadServer: async () => Promise.reject(new Error('no such binding')), glibc: undefined },
    ],
    ['open-files', 'ok', {}],
    ['open-files', 'warn', { openFilesMax: 1_024 }],
    ['open-files', 'fault', { openFilesMax: 200 }],
    ['memory', 'ok', {}],
    ['memory', 'ok', { memoryMaxBytes: undefined }],
    ['memory', 'warn', { memoryMaxBytes: 600 * MEBIBYTE }],
    ['memory', 'fault', { memoryMaxBytes: 256 * MEBIBYTE }],
    ['processors', 'ok', {}],
    ['processors', 'warn', { processors: 1 }],
    ['port', 'ok', {}],
    ['port', 'warn', { listenFault: inUse }],
    ['port', 'fault', { listenFault: async () => 'EACCES' }],
    ['admin-port', 'ok', {}],
    ['admin-port', 'warn', { env: { ADMIN_PORT: '0' } }],
    ['admin-port', 'fault', { listenFault: async () => 'EADDRNOTAVAIL' }],
    ['reload', 'ok', {}],
    ['reload', 'warn', { migratesConnections: false }],
    ['reload', 'skip', { migratesConnections: undefined }],
  ])
})

t.test(
  'a configuration, a secret and a file that are at fault are told, and none of them is shown',
  async t => {
    const folder = t.testdir({
      'faq.ndjson': JSON.stringify({ topic: 'hours', questions: ['几点开门'], answer: '八点' }),
      'bad.ndjson': '{"topic":"x"}',
      'bad.json': '{"zh":',
      'empty.txt': '\n',
      'text.txt': 'x\n',
    })
    await all(t, [
      ['configuration', 'ok', {}],
      ['configuration', 'fault', { env: { PORT: 'http' } }, /PORT must be/],
      ['environment', 'ok', {}],
      ['environment', 'warn', { env: { NODE_ENV: 'test' } }],
      ['secrets', 'ok', {}],
      ['secrets', 'warn', { env: { NODE_ENV: 'test', JWT_SECRET: '' } }, /JWT_SECRET will be made up/],
      ['secrets', 'warn', { env: { NODE_ENV: 'test', DATA_KEY: 'short' } }],
      ['faq-file', 'skip', {}],
      ['faq-file', 'ok', { env: { FAQ_FILE: `${folder}/faq.ndjson` } }, /1 topics/],
      ['faq-file', 'fault', { env: { FAQ_FILE: `${folder}/bad.ndjson` } }],
      ['faq-file', 'fault', { env: { FAQ_FILE: `${folder}/none` } }, /ENOENT/],
      ['block-file', 'fault', { env: { BLOCK_FILE: `${folder}/bad.ndjson` } }],
      ['texts-file', 'fault', { env: { TEXTS_FILE: `${folder}/bad.json` } }],
      ['prompt-file', 'ok', { env: { PROMPT_FILE: `${folder}/text.txt` } }],
      ['prompt-file', 'fault', { env: { PROMPT_FILE: `${folder}/empty.txt` } }],
      ['names-file', 'fault', { env: { NAMES_FILE: `${folder}/empty.txt` } }],
      ['key-file', 'fault', { env: { LLM_API_KEY_FILE: `${folder}/empty.txt` } }],
    ])
    const text = resultsText(await runChecks(allChecks({ ...good, env: { ...good.env, PORT: 'x' } })))
    t.notMatch(text, SECRET)
    t.notMatch(text, KEY)
  },
)

t.test('a proxy that gives up before us, or holds streams back, is told', async t => {
  const sample = (name: string) => readFileSync(new URL(`deploy/${name}`, packageRoot), 'utf8')
  const [nginx, haproxy] = [sample('nginx.conf'), sample('haproxy.cfg')]
  const without = (text: string, line: RegExp) => text.replace(line, '')
  const folder = t.testdir({
    nginx,
    haproxy,
    'nginx-read': nginx.replace('proxy_read_timeout 90s', 'proxy_read_timeout 20s'),
    'nginx-default': without(nginx, /proxy_read_timeout.*/),
    'nginx-idle': without(nginx, /keepalive_timeout.*/),
    'nginx-buffers': nginx.replace(
      'proxy_http_version',
      'proxy_ignore_headers X-Accel-Buffering;\n proxy_http_version',
    ),
    'haproxy-server': haproxy.replace('timeout server 90s', 'timeout server 20000'),
    'haproxy-tunnel': haproxy.replace('timeout tunnel 1h', 'timeout tunnel 50s'),
    'haproxy-idle': without(haproxy, /option http-server-close/),
    other: 'listen 80\n',
  })
  const file = (name: string) => ({ proxyFile: `${folder}/${name}` })
  await all(t, [
    ['proxy', 'skip', {}],
    ['proxy', 'ok', file('nginx'), /waits 90 s for an answer, 90 s/],
    ['proxy', 'ok', file('haproxy'), /waits 90 s for an answer, 3600 s/],
    ['proxy', 'fault', file('nginx-read'), /after 20 s, long polls take 25 s/],
    ['proxy', 'warn', file('nginx-default'), /WebSocket after 60 s/],
    ['proxy', 'warn', file('nginx-idle'), /for 60 s, we close them after 8 s/],
    ['proxy', 'fault', file('nginx-buffers'), /held back/],
    ['proxy', 'fault', file('haproxy-server'), /after 20 s/],
    ['proxy', 'warn', file('haproxy-tunnel'), /after 50 s of silence/],
    ['proxy', 'warn', file('haproxy-idle'), /for 90 s/],
    ['proxy', 'fault', file('other'), /neither/],
    ['proxy', 'fault', file('none'), /ENOENT/],
  ])
})

const facts: RedisFacts = {
  version: '7.0.15',
  policy: 'noeviction',
  hasAppendOnlyFile: true,
  replicas: 1,
  pingMs: 0.2,
  skewMs: 3,
  memoryShare: 0.1,
}

t.test('a Redis that keeps no promise is told', async t => {
  const cases: [string, CheckResult['status'], Partial<RedisFacts>][] = [
    ['redis', 'ok', {}],
    ['redis-version', 'ok', {}],
    ['redis-version', 'fault', { version: '6.2.14' }],
    ['redis-policy', 'ok', {}],
    ['redis-policy', 'fault', { policy: 'allkeys-lru' }],
    ['redis-policy', 'skip', { policy: '' }],
    ['redis-persistence', 'ok', {}],
    ['redis-persistence', 'warn', { hasAppendOnlyFile: false }],
    ['redis-memory', 'ok', { memoryShare: undefined }],
    ['redis-memory', 'warn', { memoryShare: 0.9 }],
    ['redis-replicas', 'ok', {}],
    ['redis-replicas', 'warn', { replicas: 0 }],
    ['redis-latency', 'ok', {}],
    ['redis-latency', 'warn', { pingMs: 8 }],
    ['redis-latency', 'fault', { pingMs: 80 }],
    ['clock', 'ok', {}],
    ['clock', 'warn', { skewMs: -900 }],
  ]
  for (const [name, status, own] of cases) {
    const checks = redisChecks({
      isConfigured: true,
      replicasWanted: 1,
      facts: async () => ({ ...facts, ...own }),
    })
    const [result] = await runChecks(checks.filter(check => check.name === name))
    t.equal(result?.status, status, `${name}: ${result?.message}`)
  }
})

t.test('a real Redis is asked, and one that is not there leaves its checks out', async t => {
  const redis = await startRedis(['--maxmemory-policy', 'allkeys-lru'])
  t.teardown(() => redis.stop())
  const here = { env: { REDIS_URL: redis.url } }
  await all(t, [
    ['redis', 'ok', here],
    ['redis-policy', 'fault', here, /allkeys-lru/],
    ['redis-persistence', 'ok', here],
    ['clock', 'ok', here],
    ['redis', 'fault', { env: { REDIS_URL: `redis://127.0.0.1:${await freePort()}` } }, /ECONNREFUSED/],
    ['redis-version', 'skip', { env: { REDIS_URL: `redis://127.0.0.1:${await freePort()}` } }],
    ['redis', 'warn', {}, /not set/],
    ['clock', 'skip', {}],
  ])
})

t.test('a vendor is asked for one word, and its refusal is told for what it is', async t => {
  const vendor = await startVendor()
  t.teardown(() => vendor.close())
  const gone = `http://127.0.0.1:${await freePort()}/v1`
  await all(t, [
    ['vendor', 'skip', {}],
    ['vendor', 'ok', { env: { LLM_URL: vendor.url } }, /first word after \d+ ms/],
    ['vendor', 'warn', { env: { LLM_URL: vendor.url, LLM_SLOW_MS: '1' } }],
    ['vendor', 'fault', { env: { LLM_URL: await refusing(t, 401) } }, /refuses us with 401/],
    ['vendor', 'fault', { env: { LLM_URL: await refusing(t, 404) } }, /no such path/],
    ['vendor', 'warn', { env: { LLM_URL: await refusing(t, 429) } }],
    ['vendor', 'fault', { env: { LLM_URL: await refusing(t, 500) } }],
    ['vendor', 'fault', { env: { LLM_URL: gone } }, /ECONNREFUSED/],
    ['vendor-fallback', 'skip', { env: { LLM_URL: vendor.url } }],
    ['vendor-fallback', 'ok', { env: { LLM_URL: gone, LLM_FALLBACK_URL: vendor.url } }],
    ['vendor-fallback', 'fault', { env: { LLM_URL: vendor.url, LLM_FALLBACK_URL: gone } }],
  ])
})

t.test('a running cluster is asked whether it is of one mind', async t => {
  const server = await startServer(t, { JWT_SECRET: SECRET, DATA_KEY: KEY })
  const there = { RUSHDESK_URL: server.url }
  const gone = { RUSHDESK_URL: `http://127.0.0.1:${await freePort()}` }
  await all(t, [
    ['ready', 'skip', {}],
    ['ready', 'ok', { env: there }],
    ['ready', 'fault', { env: gone }, /ECONNREFUSED/],
    ['shared-secrets', 'ok', { env: there }],
    [
      'shared-secrets',
      'fault',
      { env: { ...there, JWT_SECRET: 'o'.repeat(32) } },
      /does not know our JWT_SECRET/,
    ],
    ['shared-data-key', 'ok', { env: there }],
    ['shared-data-key', 'warn', { env: { ...there, DATA_KEY: 'o'.repeat(32) } }],
    ['versions', 'ok', { env: there }],
    ['versions', 'skip', { env: gone }],
    ['hours', 'ok', { env: there }, /there now/],
    ['webhook-targets', 'skip', { env: there }],
    ['gray', 'ok', { env: there }, /nothing is released/],
    ['gray', 'skip', {}],
    ['processes', 'ok', { env: there }],
    ['level', 'ok', { env: there }],
    ['documents', 'ok', { env: there }, /no file/],
    ['documents', 'skip', { env: { ...gone, FAQ_FILE: 'faq.ndjson' } }],
  ])
  const files = {
    FAQ_FILE: 'a',
    PROMPT_FILE: 'a',
    TEXTS_FILE: 'a',
    HOURS_FILE: 'a',
    HANDOFF_FILE: 'a',
    CANNED_FILE: 'a',
    WEBHOOKS_FILE: 'a',
  }
  const every = new RegExp(`in force: ${Object.keys(files).join(', ')}`)
  await all(t, [['documents', 'ok', { env: { ...there, ...files } }, every]])
  const token = await server.token('op', { role: 'admin', shop: '*' })
  await server.call('PUT', '/admin/level', { token, body: { level: 1 } })
  await server.call('PUT', '/admin/hours', { token, body: { week: {} } })
  await all(t, [
    ['level', 'warn', { env: there }, /fixed by a person/],
    ['documents', 'warn', { env: { ...there, ...files } }, /^not in force: HOURS_FILE;/],
  ])
})

t.test(
  'a cluster of two versions, with silent or slow processes, or with a file that is not in force is told',
  async t => {
    const process = { version: '1.0.0', key_mark: 'a', is_silent: false, event_loop_delay_ms: 1 }
    const of = async (...processes: object[]) => ({
      env: {
        RUSHDESK_URL: await saying(
          t,
          { level: 0, mode: 'auto', processes },
          { '/admin/faq/history': { versions: [{}] } },
        ),
        FAQ_FILE: 'faq.ndjson',
      },
    })
    await all(t, [
      ['ready', 'fault', await of(process), /503/],
      ['versions', 'warn', await of(process, { ...process, version: '1.1.0' }), /1.0.0 and 1.1.0/],
      ['shared-data-key', 'fault', await of(process, { ...process, key_mark: 'b' }), /2 DATA_KEYs/],
      ['processes', 'warn', await of(process, { ...process, is_silent: true }), /1 of 2/],
      ['processes', 'warn', await of({ ...process, event_loop_delay_ms: 400 })],
      ['documents', 'warn', await of(process), /not in force/],
    ])
  },
)

t.test('a check that breaks is a fault, and the others go on', async t => {
  const broken = { name: 'broken', run: () => Promise.reject(new Error('oops')) }
  const fine = { name: 'fine', run: () => ({ status: 'ok', message: '', hint: '' }) as const }
  t.match(await runChecks([broken, fine]), [{ status: 'fault', message: /oops/ }, { status: 'ok' }])
})

t.test('the exit code is that of the worst finding', t => {
  const found = (...statuses: CheckResult['status'][]) =>
    exitCodeOf(statuses.map(status => ({ name: 'a', status, message: '', hint: '' })))
  t.equal(found('ok', 'skip'), 0)
  t.equal(found('ok', 'warn', 'skip'), 1)
  t.equal(found('warn', 'fault', 'ok'), 2)
  t.end()
})

t.test('versions are compared by their numbers', t => {
  t.equal(isOlder('20.9.0', '20.18.1'), true)
  t.equal(isOlder('20.18.1', '20.18.1'), false)
  t.equal(isOlder('7', '7.0.1'), true)
  t.equal(isOlder('10.0', '9.9'), false)
  t.end()
})

t.test('the command prints a line a check, or JSON, and exits by the worst', async t => {
  const entry = fileURLToPath(new URL('tools/rushdesk.mjs', packageRoot))
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'test',
    JWT_SECRET: SECRET,
    DATA_KEY: KEY,
    PORT: String(await freePort()),
  }
  const { status, stdout } = spawnSync(process.execPath, [entry, 'doctor', '--json'], {
    env,
    encoding: 'utf8',
  })
  const { checks } = JSON.parse(stdout) as { checks: CheckResult[] }
  t.ok(checks.length >= 15, `${checks.length} checks`)
  t.equal(new Set(checks.map(({ name }) => name)).size, checks.length)
  t.same(Object.keys(checks[0] ?? {}).sort(), ['hint', 'message', 'name', 'status'])
  t.equal(status, exitCodeOf(checks))
  const bad = spawnSync(process.execPath, [entry, 'doctor'], {
    env: { ...env, RATE_PER_S: 'many' },
    encoding: 'utf8',
  })
  t.equal(bad.status, 2)
  t.match(bad.stdout, /^FAULT {2}configuration +RATE_PER_S must be/m)
})
