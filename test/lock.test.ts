// The lock file names every platform's optional package. npm leaves out those that its registry does not
// carry, and `npm ci` then refuses the lock on every machine.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { packageRoot } from '../src/root.js'

interface LockedPackage {
  readonly resolved?: string
  readonly integrity?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const lock: { packages: Readonly<Record<string, LockedPackage>> } = JSON.parse(
  readFileSync(new URL('package-lock.json', packageRoot), 'utf8'),
)

t.test('every optional package that the lock refers to is in the lock', async t => {
  const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      name => !lock.packages[`node_modules/${name}`] && !lock.packages[`${path}/node_modules/${name}`],
    ),
  )
  t.same(missing, [])
})

t.test('the lock names no registry host, so any mirror can serve it', async t => {
  const resolved = Object.entries(lock.packages).filter(([, p]) => p.resolved !== undefined)
  t.same(
    resolved.map(([path]) => path),
    [],
  )
})

t.test('every package in the lock has the hash that npm checks it by', async t => {
  const packages = Object.entries(lock.packages).filter(([path]) => path !== '')
  const unchecked = packages.filter(([, p]) => !p.integrity?.startsWith('sha512-'))
  t.ok(packages.length > 400, `${packages.length} were looked at`)
  t.same(
    unchecked.map(([path]) => path),
    [],
  )
})

t.test(
  'the network parsers of Node 20, 22 and 24 on Linux are the files that the documents speak of',
  async t => {
    for (const [abi, document] of [
      [115, 'docs/dependencies.md'],
      [127, 'docs/uws.md'],
      [137, 'docs/uws.md'],
    ] as const) {
      const binary = new URL(`node_modules/uWebSockets.js/uws_linux_x64_${abi}.node`, packageRoot)
      const hash = createHash('sha256').update(readFileSync(binary)).digest('hex')
      t.match(readFileSync(new URL(document, packageRoot), 'utf8'), hash)
    }
  },
)
