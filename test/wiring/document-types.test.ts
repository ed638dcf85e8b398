import t from 'tap'
import type { Files } from '../../src/config/files.js'
import { parseShops } from '../../src/config/shops-file.js'
import { documentTypes } from '../../src/wiring/document-types.js'

const files = { prompt: '你是客服', handoff: '', hours: '', canned: '', texts: '', webhooks: '' } as Files
const config = { logLevel: 'info', llmFallbackUrl: '', llmFallbackModel: '' } as const
const around = { env: {}, newId: () => 'run' }

t.test('without files documents start as their defaults', async t => {
  const types = documentTypes(config, { files, ...around })
  t.same(types.log.start, { level: 'info', sample: 1 })
  t.same(types.prompt.start, { text: '你是客服' })
  t.match(types.handoff.start, { routing: 'claim' })
  t.match(types.hours.start, { timezone: 'Asia/Shanghai' })
})

t.test('a file is what its document starts with', async t => {
  const types = documentTypes(
    { ...config, logLevel: 'warn' },
    { files: { ...files, handoff: '{"routing":"offer"}', hours: '{"timezone":"Europe/Paris"}' }, ...around },
  )
  t.match(
    [types.log.start, types.handoff.start, types.hours.start],
    [{ level: 'warn' }, { routing: 'offer', misses: 3 }, { timezone: 'Europe/Paris', days: {} }],
  )
})

t.test('a faulty file is a fault of the configuration that names the variable and the field', async t => {
  const faulty: [Partial<Files>, RegExp][] = [
    [{ handoff: '{"misses":0}' }, /HANDOFF_FILE must .*\/misses must be a whole number/],
    [{ handoff: '[]' }, /HANDOFF_FILE must .*must be a JSON object/],
    [{ hours: '{' }, /HOURS_FILE must .*JSON/],
    [{ hours: '{"timezone":"Mars"}' }, /HOURS_FILE must .*\/timezone/],
  ]
  for (const [file, said] of faulty) {
    t.throws(() => documentTypes(config, { files: { ...files, ...file }, ...around }), said, said.source)
  }
})

t.test('a shop whose prompt SHOPS_FILE names starts with that', async t => {
  const shopsNamed = parseShops('{"version":1,"shops":[{"name":"a","prompt":"你是甲店的客服"},{"name":"b"}]}')
  const { prompt } = documentTypes(config, { files, shopsNamed, ...around })
  t.same(prompt.startOf?.('a'), { text: '你是甲店的客服' })
  t.equal(prompt.startOf?.('a'), prompt.startOf?.('a'), 'one object, so that it is read once')
  t.equal(prompt.startOf?.('b'), undefined)
})

t.test('a secret of WEBHOOKS_FILE that no receiver could check ends the start', async t => {
  const webhooks = JSON.stringify({
    endpoints: [{ id: 'a', url: 'https://a.example/', events: ['*'], secret_env: 'HOOK' }],
  })
  const started = (HOOK?: string) =>
    documentTypes(config, { files: { ...files, webhooks }, ...around, env: { HOOK } })
  for (const bad of ['geheim', 'whsec_zu-kurz']) t.throws(() => started(bad), /^HOOK must be whsec_ /, bad)
  for (const good of [undefined, '', `whsec_${'A'.repeat(43)}=`]) t.doesNotThrow(() => started(good))
})
