import t from 'tap'
import { ConfigError, loadConfig } from '../../src/config/config.js'
import { variables } from '../../src/config/variables.js'

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
}

t.test('an empty environment gives the defaults, frozen', async t => {
  const config = loadConfig({})
  t.equal(config.port, 8080)
  t.equal(config.turnDeadlineMs, 17_000)
  t.equal(config.llmProtocol, 'chat')
  t.same(config.corsOrigins, [])
  t.ok(Object.isFrozen(config))
})

t.test('an empty variable is an unset one', async t => {
  t.equal(loadConfig({ PORT: '' }).port, 8080)
})

t.test('every default is acceptable to its own row', async t => {
  for (const [name, { kind }] of Object.entries(variables)) {
    if (kind.shown !== '') t.same(kind.parse(kind.shown), kind.fallback, name)
  }
})

t.test('every row that can be wrong names itself and what it expects', async t => {
  for (const [name, { kind }] of Object.entries(variables)) {
    const bad = ['no such value', ''].find(value => value !== '' && kind.parse(value) === undefined)
    if (bad === undefined) continue
    const [fault] = faultsOf({ [name]: bad })
    t.match(fault, `${name} must be ${kind.expects}, got `)
    t.equal(fault?.includes(bad), !kind.isSecret, `${name} shows the value unless it is secret`)
  }
})

t.test('trusted proxies are addresses and CIDRs of either family', async t => {
  const trustedProxies = ['10.0.0.0/8', '192.0.2.7', 'fd00::/8', '::1']
  t.same(
    loadConfig({ TRUSTED_PROXIES: ' 10.0.0.0/8, 192.0.2.7,fd00::/8,::1' }).trustedProxies,
    trustedProxies,
  )
  for (const bad of ['10.0.0.0/33', '10.1', 'proxy.example', '10.0.0.1,x', '::/129', '10.0.0.0/']) {
    t.match(faultsOf({ TRUSTED_PROXIES: bad }), [/TRUSTED_PROXIES must be .* CIDRs, got/], bad)
  }
})

t.test('attributes of spans are pairs, and the part of traces lies between none and all', async t => {
  t.same(loadConfig({ OTEL_RESOURCE_ATTRIBUTES: 'a.b=1, team=%E5%AE%A2%E6%9C%8D' }).otelResourceAttributes, {
    'a.b': '1',
    team: '客服',
  })
  for (const bad of ['a', 'a=1,', '=1', 'a=%E5%'])
    t.match(faultsOf({ OTEL_RESOURCE_ATTRIBUTES: bad }), [/pairs key=value/], bad)
  t.equal(loadConfig({ OTEL_TRACES_SAMPLER_ARG: '0.25' }).otelTracesSamplerArg, 0.25)
  for (const bad of ['1.1', '-1', '1e-3', 'x'])
    t.match(faultsOf({ OTEL_TRACES_SAMPLER_ARG: bad }), [/a number from 0 to 1/], bad)
})

t.test('tools are offered to the model, or not', t => {
  t.same([loadConfig({}).llmTools, loadConfig({ LLM_TOOLS: 'on' }).llmTools], ['on', 'on'])
  t.equal(loadConfig({ LLM_TOOLS: 'off' }).llmTools, 'off')
  t.match(faultsOf({ LLM_TOOLS: 'yes' }), ['LLM_TOOLS must be on|off, got "yes"'])
  t.end()
})

t.test('all faults are reported at once', async t => {
  t.same(faultsOf({ PORT: '70000', TURN_DEADLINE_MS: '12s' }), [
    'PORT must be an integer 0..65535, got "70000"',
    'TURN_DEADLINE_MS must be an integer 1000..120000, got "12s"',
  ])
})

t.test('two ways of verifying tokens at once are refused', async t => {
  t.equal(faultsOf({ JWT_SECRET: 'x'.repeat(32), JWT_JWKS_URL: 'http://127.0.0.1/keys' }).length, 1)
})

t.test('there is nothing to read where no pictures are taken', async t => {
  t.throws(() => loadConfig({ OCR: 'tesseract' }), /OCR must be off where IMAGES is off/)
  t.equal(loadConfig({ OCR: 'tesseract', IMAGES: 'redis' }).ocr, 'tesseract')
})

t.test('operators cannot have the port of the public as their own', async t => {
  t.match(faultsOf({ PORT: '9000', ADMIN_PORT: '9000' }), [/^ADMIN_PORT must not be PORT/])
  t.same(faultsOf({ PORT: '0', ADMIN_PORT: '0' }), [])
})

t.test('production without a secret or a data key is refused, development is not', async t => {
  t.equal(faultsOf({ NODE_ENV: 'production' }).length, 2)
  t.same(faultsOf({ NODE_ENV: 'production', JWT_SECRET: 'x'.repeat(32), DATA_KEY: 'y'.repeat(32) }), [])
  t.same(faultsOf({}), [])
})

t.test('a price is two amounts', async t => {
  t.same(loadConfig({ LLM_PRICE: '2,8.5' }).llmPrice, { prompt: 2, completion: 8.5 })
  t.same(loadConfig({}).llmPrice, { prompt: 0, completion: 0 })
  for (const bad of ['2', '2;8', '-1,2', '1,2,3', ','])
    t.match(faultsOf({ LLM_PRICE: bad }), [/^LLM_PRICE/], bad)
})

const production = { NODE_ENV: 'production', JWT_SECRET: 'x'.repeat(32), DATA_KEY: 'y'.repeat(32) }

t.test('production refuses secrets that are short, blank or the same', async t => {
  const short = 'z'.repeat(31)
  for (const name of ['JWT_SECRET', 'JWT_SECRET_PREVIOUS', 'DATA_KEY']) {
    for (const weak of ['x', short, ' '.repeat(40), `${' '.repeat(20)}x`]) {
      const faults = faultsOf({ ...production, [name]: weak })
      t.same(faults, [`${name} must have at least 32 bytes in production`])
    }
  }
  t.same(faultsOf({ ...production, DATA_KEY: '密'.repeat(11) }), [], 'bytes are counted, not characters')
  for (const name of ['JWT_SECRET_PREVIOUS', 'JWT_SECRET']) {
    const faults = faultsOf({ ...production, [name]: production.DATA_KEY })
    t.same(faults, [`${name} must not be the same as another secret`])
  }
  t.same(faultsOf({ JWT_SECRET: 'x', DATA_KEY: 'x' }), [], 'development takes what it is given')
})

const webUrls = ['LLM_URL', 'LLM_FALLBACK_URL', 'JWT_JWKS_URL', 'OTEL_EXPORTER_OTLP_ENDPOINT']

t.test('a web address that cannot be called names its variable and never itself', async t => {
  const bad = [
    'http:',
    'http://',
    'https://',
    'http:/vendor.example',
    'http:///v1',
    'http://:80',
    'http://vendor.example:99999/v1',
    'http://vendor.example:0/v1',
    'http://vendor.example:port/v1',
    'http://[::1/v1',
    'http://vendor example/v1',
    'http://vendor.example/v1\n',
    'ftp://vendor.example',
    'vendor.example/v1',
    'https://me:hunter2@vendor.example/v1',
    'https://hunter2@vendor.example/v1',
    'https://:hunter2@vendor.example:99999/v1',
  ]
  for (const name of webUrls) {
    for (const url of bad) {
      const [fault = '', ...more] = faultsOf({ [name]: url })
      t.match(fault, `${name} must be a URL`, url)
      t.notMatch(fault, /hunter2|example/)
      t.same(more, [])
    }
    for (const url of ['http://127.0.0.1:9000/v1', 'HTTPS://vendor.example', 'http://[::1]:1/v1?v=2&k=a@b']) {
      t.same(faultsOf({ [name]: url }), [], url)
    }
  }
})

t.test('a store address that cannot be dialled names its variable and never itself', async t => {
  for (const url of [
    'redis://u:hunter2@h:99999',
    'redis://u:hunter2%@h',
    'redis+cluster://u:hunter2%zz@h:1',
  ]) {
    const [fault = ''] = faultsOf({ REDIS_URL: url })
    t.match(fault, 'REDIS_URL must be a URL')
    t.notMatch(fault, 'hunter2')
  }
})

t.test('a vendor key that no header can carry is refused by name', async t => {
  for (const name of ['LLM_API_KEY', 'LLM_FALLBACK_API_KEY']) {
    for (const key of ['hunter2\r', 'hunter2\n', 'hunter 2', 'hunter2\u0000', 'hünter2']) {
      const [fault = ''] = faultsOf({ [name]: key })
      t.match(fault, `${name} must be visible ASCII`)
      t.notMatch(fault, 'nter2')
    }
    t.same(faultsOf({ [name]: 'sk-A1_b.c~d/e+f==' }), [])
  }
})
