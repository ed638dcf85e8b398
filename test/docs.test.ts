// What the documents say of variables, problems, packages and scripts is what the program has.
import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { packageRoot } from '../src/root.js'
import { updateSections } from '../tools/readme/tables.js'

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

const read = (path: string) => readFileSync(new URL(path, packageRoot), 'utf8')
const manifest: Manifest = JSON.parse(read('package.json'))
const readmes = ['README.md', 'README.zh.md']

t.test('the README lists every variable and every problem as the program knows them', async t => {
  const readme = read('README.md')
  t.equal(updateSections(readme), readme, 'npm run readme brings it up to date')
})

t.test('every dependency has its line, with its version, and no other package has one', async t => {
  const lines = [...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` \| ([^ ]+) \|/gm)]
  const listed = Object.fromEntries(lines.map(([, name, version]) => [name, version]))
  const needed = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
  t.same(listed, Object.fromEntries(needed.map(([name, version]) => [name, version.replace(/^npm:/, '')])))
})

t.test('every script that a README names exists', async t => {
  const named = readmes.flatMap(path => [...read(path).matchAll(/npm (?:run )?(?:--silent )?([\w:]+)/g)])
  const npmOwn = ['ci', 'pack', 'run']
  const missing = named
    .map(([, name = '']) => name)
    .filter(name => !npmOwn.includes(name) && !(name in manifest.scripts))
  t.same(missing, [])
})

t.test('every file that a README links to exists', async t => {
  const links = readmes.flatMap(path => [...read(path).matchAll(/\]\((?!https?:|#)([^)#]+)/g)])
  const missing = links
    .map(([, target = '']) => target)
    .filter(target => !existsSync(new URL(target, packageRoot)))
  t.same(missing, [])
})
