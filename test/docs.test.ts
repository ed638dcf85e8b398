// What the documents say of variables, problems, packages, scripts, files, words and names in Redis is what the program has.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import * as keys from '../src/redis/keys.js'
import { loadScripts } from '../src/redis/scripts.js'
import { packageRoot } from '../src/root.js'
import { madeDocuments, updateSections } from '../tools/readme/tables.js'
import { direction } from './architecture/direction.js'
import { readSources } from './architecture/source.js'

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

const read = (path: string) => readFileSync(new URL(path, packageRoot), 'utf8')
const manifest: Manifest = JSON.parse(read('package.json'))
const documents = [
  ...['README.md', 'README.zh.md', 'CONTRIBUTING.md'],
  ...readdirSync(new URL('docs/', packageRoot))
    .filter(name => name.endsWith('.md'))
    .map(name => `docs/${name}`),
]
/** Every file of the project's own folders, from the root. */
const files = ['src', 'test', 'perf', 'tools', 'web', 'workers', 'deploy'].flatMap(folder =>
  readdirSync(new URL(`${folder}/`, packageRoot), { recursive: true, encoding: 'utf8' }).map(
    name => `${folder}/${name}`,
  ),
)
const fileNames = new Set(files.map(path => path.replace(/^.*\//, '')))

/** The first cells of the table under a heading that begins so, each without its back-quotes. */
function firstCells(document: string, head: string): string[] {
  const table = read(document).split(`\n| ${head} |`)[1]?.split('\n\n', 1)[0] ?? ''
  return [...table.matchAll(/^\| `?([^`|]+?)`? \|/gm)]
    .map(([, cell = '']) => cell)
    .filter(cell => cell !== '---')
}

t.test('every variable, problem and metric is listed as the program knows it', async t => {
  for (const [path, make] of Object.entries(madeDocuments)) {
    t.equal(
      updateSections(read(path), await make()),
      read(path),
      `${path}: npm run readme brings it up to date`,
    )
  }
})

t.test('every dependency has its line, with its version, and no other package has one', async t => {
  const lines = [...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` \| ([^ ]+) \|/gm)]
  const listed = Object.fromEntries(lines.map(([, name, version]) => [name, version]))
  const needed = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
  t.same(listed, Object.fromEntries(needed.map(([name, version]) => [name, version.replace(/^npm:/, '')])))
})

t.test('every script that a document names exists', async t => {
  // Between two back-quotes, or in a fence of three, stands code.
  const code = documents.flatMap(path =>
    read(path)
      .split('`')
      .filter((_text, i) => i % 2 === 1),
  )
  const named = code.flatMap(text => [...text.matchAll(/npm (?:run )?(?:--silent )?([\w:]+)/g)])
  const npmOwn = ['ci', 'pack', 'run']
  const missing = named
    .map(([, name = '']) => name)
    .filter(name => !npmOwn.includes(name) && !(name in manifest.scripts))
  t.same(missing, [])
  t.ok(named.length > 20)
})

t.test('every file that a document links to exists', async t => {
  const missing = documents.flatMap(path =>
    [...read(path).matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
      .map(([, target = '']) => new URL(target, new URL(path, packageRoot)))
      .filter(target => !existsSync(target))
      .map(({ pathname }) => pathname),
  )
  t.same(missing, [])
})

t.test('every file and folder that a document names exists', async t => {
  const named = documents.flatMap(path =>
    [...read(path).matchAll(/`([\w./<>-]+)`/g)].map(([, name = '']) => name),
  )
  const places = named.filter(name => /^(?:src|test|perf|tools|web|workers|data|docs|deploy)\//.test(name))
  // Of a name with a blank to fill in, such as src/<folder>/<thing>.ts, what stands before the blank.
  t.same(
    places.filter(name => !existsSync(new URL(name.replace(/[^/]*<.*/, ''), packageRoot))),
    [],
  )
  t.ok(places.length > 100, `${places.length} were looked at`)
  const bare = named.filter(name => /^[\w-]+(?:\.\w+)*\.(?:ts|lua)$/.test(name))
  t.same(
    bare.filter(name => !fileNames.has(name)),
    [],
  )
})

t.test('every file that a comment names exists', async t => {
  const missing = files
    .filter(path => path.endsWith('.ts'))
    .flatMap(path =>
      [...read(path).matchAll(/^\s*(?:\/\/|\/?\*).*$/gm)]
        .flatMap(([comment]) => [...comment.matchAll(/(?<![\w.*/-])([\w./-]*[\w-]\.ts)\b/g)])
        .map(([, name = '']) => name)
        .filter(name => !files.some(file => file === name || file.endsWith(`/${name}`)))
        .map(name => `${path}: ${name}`),
    )
  t.same(missing, [])
})

t.test('the map of the architecture has a line for every folder of the source and for no other', async t => {
  const source = readdirSync(new URL('src/', packageRoot), { recursive: true, withFileTypes: true })
  const root = new URL('src/', packageRoot).pathname
  const places = source.flatMap(entry => {
    const path = `${entry.parentPath}/`.replace(/\/+$/, '/').slice(root.length) + entry.name
    if (entry.isDirectory()) return [`${path}/`]
    return path.includes('/') ? [] : [path]
  })
  t.same(firstCells('docs/architecture.md', 'in `src/`').sort(), places.sort())
  const others = ['src', 'build', 'node_modules']
  const beside = readdirSync(packageRoot, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && !entry.name.startsWith('.') && !others.includes(entry.name))
    .map(({ name }) => `${name}/`)
  t.same(firstCells('docs/architecture.md', 'beside `src/`').sort(), beside.sort())
})

t.test('the picture of imports shows each row of the table', async t => {
  const picture = read('docs/architecture.md').split('## The direction of imports')[1]?.split('```')[1] ?? ''
  const rows = Object.entries(direction.mayImport)
    .filter(([, targets]) => targets.length > 0)
    .map(([from, targets]) => `${from} ─▶ ${targets.join(', ').replace('*', 'everything')}`)
  t.same(picture.trim().split('\n'), [...rows, '*.redis.ts ─▶ redis'])
})

t.test('every word of the architecture is a word of the source', async t => {
  const names = new Set(readSources(packageRoot, ['src']).flatMap(source => [...source.names]))
  const parts = new Set(
    [...names].flatMap(name => name.split(/(?=[A-Z])|[^A-Za-z]/)).map(part => part.toLowerCase()),
  )
  const words = firstCells('docs/architecture.md', 'word')
  t.same(
    words.flatMap(word => word.split(' ')).filter(word => !parts.has(word)),
    [],
  )
  t.ok(words.length > 20)
  const rows = read('docs/architecture.md').split('## The words')[1]?.split('\n## ', 1)[0] ?? ''
  const inCode = [...rows.matchAll(/\| ([^|]+) \|$/gm)].flatMap(([, cell = '']) => [
    ...cell.matchAll(/`(\w+)`/g),
  ])
  t.same(
    inCode.map(([, name = '']) => name).filter(name => !names.has(name)),
    [],
  )
  t.ok(inCode.length > words.length)
})

t.test("every field of the client's answer is told", async t => {
  const [, fields = ''] = /interface Answer \{(.*?)\n\}/s.exec(read('web/client/api-types.ts')) ?? []
  const names = [...fields.matchAll(/^ {2}readonly (\w+)/gm)].map(([, name = '']) => name)
  const asking = read('docs/client.md').split('## Asking')[1]?.split('\n## ', 1)[0] ?? ''
  t.same(
    names.filter(name => !asking.includes(`\`${name}\``)),
    [],
  )
  t.ok(names.length > 10)
})

t.test('the protocol names every key, every channel and every script of Redis', async t => {
  const protocol = read('docs/protocol.md')
  const names = [...Object.keys(keys), ...loadScripts().keys()]
  t.same(
    names.filter(name => !protocol.includes(`\`${name}\``)),
    [],
  )
})
