// The doctor on what a shop has set up: hours, webhooks, tools, a release. Each check in its good and in its bad state.
import { chmodSync, readFileSync } from 'node:fs'
import t from 'tap'
import { packageRoot } from '../../src/root.js'
import { freePort } from '../../tools/redis-server.js'
import { all, KEY, refusing, saying } from '../support/tools/doctor.js'

const example = JSON.parse(readFileSync(new URL('tools.example.json', packageRoot), 'utf8'))

t.test('hours in which nobody comes, and a zone that nobody knows, are told', async t => {
  const folder = t.testdir({
    'never.json': JSON.stringify({ timezone: 'Asia/Shanghai', week: {}, days: {} }),
    'later.json': JSON.stringify({ week: {}, days: { '2999-01-01': [] } }),
    'moon.json': JSON.stringify({ timezone: 'Moon/Tranquillity' }),
    'rest.json': JSON.stringify({ week: {}, days: { [dateIn(3)]: [['09:00', '18:00']] } }),
  })
  const file = (name: string) => ({ env: { HOURS_FILE: `${folder}/${name}` } })
  await all(t, [
    ['hours', 'ok', {}, /there now/],
    ['hours', 'warn', file('never.json'), /never there/],
    ['hours', 'warn', file('later.json'), /never there/],
    ['hours', 'ok', file('rest.json'), /come at/],
    ['hours', 'fault', file('moon.json'), /timezone must be a time zone/],
    ['hours', 'fault', file('none.json'), /ENOENT/],
    ['hours', 'warn', { env: { RUSHDESK_URL: await saying(t, {}, { '/admin/hours': { week: {} } }) } }],
  ])
})

/** So many days from now, in UTC. */
function dateIn(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
}

t.test('hosts of webhooks and tools are told that do not answer or may not be called', async t => {
  const up = new URL(await refusing(t, 404)).origin
  const gone = `http://127.0.0.1:${await freePort()}`
  const hook = (url: string, own: object = {}) => ({
    endpoints: [{ id: 'crm', url, events: ['*'], private: true, ...own }],
  })
  const tool = (url: string, isPrivate = true) => ({
    ...example.tools[0],
    request: { method: 'GET', url: `${url}/v1/orders/{order_id}`, private: isPrivate },
  })
  const { direct: _, ...plain } = tool(up)
  const files = {
    up: hook(up),
    gone: hook(gone),
    public: hook('https://127.0.0.1/', { private: false }),
    idle: hook(gone, { active: false }),
    bad: { endpoints: [{ id: 'crm' }] },
    'tool-up': { version: 1, tools: [plain] },
    'tool-gone': { version: 1, tools: [{ ...plain, request: tool(gone).request }] },
    'tool-bad': { version: 1, tools: [{ name: 'x' }] },
  }
  const folder = t.testdir(
    Object.fromEntries(Object.entries(files).map(([name, body]) => [`${name}.json`, JSON.stringify(body)])),
  )
  const hooks = (name: string) => ({ env: { WEBHOOKS_FILE: `${folder}/${name}.json` } })
  const tools = (name: string) => ({ env: { TOOLS_FILE: `${folder}/${name}.json`, OMS_KEY: KEY } })
  await all(t, [
    ['webhook-targets', 'skip', {}],
    ['webhook-targets', 'ok', hooks('up'), /1 reached/],
    ['webhook-targets', 'warn', hooks('gone'), /crm does not answer \(ECONNREFUSED\)/],
    ['webhook-targets', 'fault', hooks('public'), /crm has an address that may not be called/],
    ['webhook-targets', 'skip', hooks('idle')],
    ['webhook-targets', 'fault', hooks('bad')],
    ['tools-file', 'skip', {}],
    ['tools-file', 'ok', tools('tool-up'), /1 tools/],
    ['tools-file', 'fault', tools('tool-bad')],
    ['tools-file', 'fault', { env: { ...tools('tool-up').env, OMS_KEY: '' } }, /OMS_KEY/],
    ['tools-targets', 'ok', tools('tool-up')],
    ['tools-targets', 'warn', tools('tool-gone'), /ECONNREFUSED/],
    ['tools-targets', 'skip', tools('tool-bad')],
  ])
})

t.test('a tesseract that cannot be run, or does not know Chinese, is told', async t => {
  const pictures = { OCR: 'tesseract', IMAGES: 'redis', REDIS_URL: 'redis://127.0.0.1:1' }
  const folder = t.testdir({ tesseract: '#!/bin/sh\nprintf "List of available languages (1):\\neng\\n"\n' })
  chmodSync(`${folder}/tesseract`, 0o755)
  await all(t, [
    ['ocr', 'skip', {}],
    ['ocr', 'fault', { env: { ...pictures, PATH: '/nowhere' } }, /cannot be started/],
    ['ocr', 'fault', { env: { ...pictures, PATH: `${folder}:/bin:/usr/bin` } }, /lacks the language chi_sim/],
  ])
})

t.test('a release that went badly is told, and one that is watched is well', async t => {
  const of = async (state: string) => ({
    env: { RUSHDESK_URL: await saying(t, {}, { '/admin/gray': { state, document: { name: 'r1' } } }) },
  })
  await all(t, [
    ['gray', 'warn', await of('rolled-back'), /r1 was worse/],
    ['gray', 'warn', await of('worse')],
    ['gray', 'warn', await of('unclear')],
    ['gray', 'ok', await of('observing'), /r1 is observing/],
  ])
})
