// The architecture as tables, and the claim that the source keeps to them: who may import whom (direction.ts), where
// each foreign library stays, how long things may be. A rule that no longer fits is changed in its table, in the open.
import t from 'tap'
import { packageRoot } from '../src/root.js'
import { direction } from './architecture/direction.js'
import * as rules from './architecture/rules.js'
import { parseSource, readSources } from './architecture/source.js'

/** Who puts parts together: the process, and each worker thread for itself. */
const roots = ['main.ts', 'wiring.ts', 'wiring/', 'offload/text-tools.ts', 'workers/']

/** Where each foreign library may be imported. A library that is not here may be imported nowhere. */
const edges = {
  'uWebSockets.js': ['front/'],
  '@sinclair/typebox': ['front/', 'shop/'],
  ioredis: ['redis/', '*.redis.ts'],
  undici: ['llm/', 'outbound/'],
  'eventsource-parser': ['llm/'],
  piscina: ['offload/'],
  'ipaddr.js': ['admission/', 'config/', 'outbound/'],
  jose: ['auth/'],
  '@node-rs/jieba': ['text/'],
  sharp: ['pictures/'],
  pino: ['ops/'],
  'prom-client': ['ops/'],
  'hdr-histogram-js': ['ops/'],
  '@modelcontextprotocol/client': ['shop/'],
  '@opentelemetry/api': ['trace/'],
  '@opentelemetry/exporter-trace-otlp-proto': ['trace/'],
  '@opentelemetry/resources': ['trace/'],
  '@opentelemetry/sdk-trace': ['trace/'],
  'lru-cache': ['admission/', 'front/', 'auth/', 'answer/', 'dialog/', 'hot/', 'live/', 'shop/'],
}

// Three parameters are the habit; four are for scanners on the hot path, where a record would be made per call.
// Files are meant to have 80 lines and functions 8; the bounds leave room for tables of rules and composition.
const limits: rules.Limits = { fileLines: 240, functionLines: 70, params: 4 }
const mainLines = 50

/** Types that share a name on purpose, and why. */
const namesakes: Readonly<Record<string, string>> = {}

/** Factories that their file is not named for, and why. */
const besides: Readonly<Record<string, string>> = {
  'src/admission/retry-after.ts: createTally': 'counts the refusals that the time to come back is made of',
  'src/cluster/members.memory.ts: createMemoryHeartbeats': 'the part of members that has two backends',
  'src/cluster/members.redis.ts: createRedisHeartbeats': 'the part of members that has two backends',
  'src/dialog/queue/waiting.ts: createTickets':
    'tickets.ts is the contract, which the parts of this file import',
  'src/dialog/turn/run-turn.ts: createTurnRunner': 'makes the function that the file is named for',
  'src/front/http/body-receiver.ts: createBodyRoom': 'the bytes that all receivers share',
  'src/ops/log.ts: createWriteLine': 'the log of turns, without the cost of the other one',
  'src/redis/command-timeout.ts: createAwakeClock': 'the clock by which a command is late',
  'src/redis/scripts.ts: createWrites': 'runs a script as a write that may come too late',
  'src/settings/watchers.ts: createWatched': 'what is watched, and its watchers',
}

const product = readSources(packageRoot, ['src', 'workers'])
const client = readSources(packageRoot, ['web/client'])
const pages = readSources(packageRoot, ['web']).filter(s => !s.path.startsWith('web/client/'))
const programs = [...readSources(packageRoot, ['src', 'workers', 'tools', 'perf']), ...client, ...pages]

t.test('every source file lies in a folder that the table knows', async t => {
  t.same(rules.unknownPlaces(product, direction), [])
})

t.test('every row of the table is a folder or a file', async t => {
  t.same(rules.emptyRows(product, direction), [])
})

t.test('imports go in one direction', async t => {
  t.same(rules.wrongDirections(product, direction), [])
})

t.test('only the entry point imports the composition root', async t => {
  const importers = product.filter(s => s.imports.some(i => i.target === 'src/wiring.ts')).map(s => s.path)
  t.same(
    importers.filter(path => path !== 'src/main.ts'),
    [],
  )
})

t.test('only a composition root makes parts of other folders', async t => {
  t.same(rules.strayFactories(product, roots), [])
})

t.test('foreign libraries stay at their edge', async t => {
  t.same(rules.strayLibraries(product, edges), [])
})

t.test("the customer's client stands alone: browsers load it as it is", async t => {
  const foreign = client.flatMap(s => s.imports).filter(i => !i.target.startsWith('web/client/'))
  t.same(foreign, [])
  t.ok(client.length > 0)
  t.same(rules.importCycles(client), [])
})

t.test('pages know the client and nothing of the server; the launcher does without Preact', async t => {
  const libraries = (path: string) => (path.startsWith('web/docs/') ? /^swagger-ui-dist$/ : /^preact(?:\/|$)/)
  const strange = pages.flatMap(({ path, imports }) =>
    imports.filter(({ target }) => !target.startsWith('web/') && !libraries(path).test(target)),
  )
  t.same(strange, [])
  const launcher = pages.filter(s => s.path.startsWith('web/widget/')).flatMap(s => s.imports)
  t.same(
    launcher.filter(i => !i.target.startsWith('web/widget/')),
    [],
  )
  t.ok(launcher.length > 0)
})

t.test('the process is touched in the entry point only', async t => {
  const touching = product.filter(s => s.readsProcess || s.imports.some(i => i.target === 'node:process'))
  t.same(
    touching.map(s => s.path).filter(path => path !== 'src/main.ts'),
    [],
  )
})

t.test('no file imports itself in a circle, not even for types', async t => {
  t.same(rules.importCycles(product), [])
})

t.test('no two exported types share a name', async t => {
  const repeated = rules.repeatedTypes(product)
  t.same(
    repeated.filter(each => !(each.replace(/:.*/, '') in namesakes)),
    [],
  )
  t.ok(Object.keys(namesakes).length <= 5)
})

t.test('a factory is found by its file', async t => {
  t.same(rules.hiddenFactories(product).sort(), Object.keys(besides).sort())
})

t.test('what users run leans on no test', async t => {
  const leaning = programs.filter(s => s.imports.some(i => i.target.startsWith('test/')))
  t.same(
    leaning.map(s => s.path),
    [],
  )
})

t.test('there are no barrel files and no default exports', async t => {
  const barrels = programs.filter(s => s.reExports)
  // The pool calls what a worker exports as default: there it is the thread's entry, not a name for others.
  const defaults = programs.filter(s => s.defaultExport && !s.path.startsWith('workers/'))
  t.same(
    [...barrels, ...defaults].map(s => s.path),
    [],
  )
})

t.test('files, functions and parameter lists stay short', async t => {
  t.same(rules.oversize(programs, limits), [])
  t.same(
    rules.oversize(
      product.filter(s => s.path === 'src/main.ts'),
      { ...limits, fileLines: mainLines },
    ),
    [],
  )
})

t.test(
  'members are listed one by one: a literal that is spread only hides names and saves lines',
  async t => {
    const everything = [...programs, ...readSources(packageRoot, ['test'])]
    t.same(
      everything.flatMap(({ path, bundles }) => bundles.map(line => `${path}:${line}`)),
      [],
    )
  },
)

t.test('a breach of any rule is seen', async t => {
  const bad = parseSource(
    'src/answer/bad.ts',
    [
      "import uWS from 'uWebSockets.js'",
      "import type { Front } from '../front/server.js'",
      "import { createLlm } from '../llm/calls.js'",
      "export { bad } from './bad.js'",
      'export default function bad(a: 1, b: 2, c: 3, d: 4, e: 5) {',
      ...Array.from({ length: 300 }, () => '  process.exit()'),
      '  return { ...{ a, b }, c }',
      '}',
    ].join('\n'),
  )
  const lost = parseSource('src/utils/lost.ts', 'export interface Bad {}\nexport function createFound() {}')
  const twin = parseSource('src/answer/twin.ts', 'export type Bad = 1')
  t.same(rules.unknownPlaces([bad, lost], direction), [
    'src/utils/lost.ts: its folder is in no row of the table',
  ])
  t.same(rules.wrongDirections([bad], direction), [
    'src/answer/bad.ts may not import a type from src/front/server.ts',
  ])
  t.same(rules.strayFactories([bad], roots), ['src/answer/bad.ts imports the factory createLlm'])
  t.same(rules.strayLibraries([bad], edges), ['src/answer/bad.ts may not import uWebSockets.js'])
  t.same(rules.importCycles([bad]), ['src/answer/bad.ts → src/answer/bad.ts'])
  t.same(rules.emptyRows([lost], { mayImport: { utils: ['lost'] }, leaves: [], contracts: ['gone.ts'] }), [
    'lost is in the table and not in the source',
    'gone.ts is in the table and not in the source',
  ])
  t.same(rules.repeatedTypes([lost, twin]), ['Bad: src/utils/lost.ts, src/answer/twin.ts'])
  t.same(rules.hiddenFactories([lost]), ['src/utils/lost.ts: createFound'])
  t.same(bad.bundles, [306])
  t.ok(bad.readsProcess && bad.reExports && bad.defaultExport)
  t.equal(rules.oversize([bad], limits).length, 3)
})
