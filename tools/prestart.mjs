// Compiles before a start: only when something is older than its source, and only where there is a compiler, so that a
// production install needs none. Plain JavaScript, because it runs before anything is compiled.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))
/** What a running server loads or hands out, and the tools. */
const folders = ['src', 'workers', 'web/client', 'tools', 'perf']
const projects = ['tsconfig.build.json', 'web/tsconfig.build.json']
/** The compiler writes a file only when its contents change, so the time of the last look is kept with these. */
const records = ['build/.tsbuildinfo', 'build/.web.tsbuildinfo']

const changedAt = path => statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0

/** What Vite builds, and the file that says when. */
const bundles = [
  { builder: 'tools/build-server.mjs', folders: ['src', 'workers'], record: 'build/server/src/main.js' },
  { builder: 'tools/build-pages.mjs', folders: ['web'], record: 'build/.pages' },
]

/** Every source with its output, from the package's root. */
function compiledFiles() {
  const present = folders.filter(folder => existsSync(join(root, folder)))
  const sources = present.flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts'))
      .map(name => join(folder, name)),
  )
  return sources.map(source => ({ source, output: join('build', source.replace(/ts$/, 'js')) }))
}

function packageOrNone(name) {
  try {
    return createRequire(import.meta.url).resolve(name)
  } catch {
    return undefined // installed without development packages
  }
}

/** A package that was installed has neither builders nor Vite: there is nothing to look at. */
function bundle({ builder, folders, record }) {
  if (!existsSync(join(root, builder)) || packageOrNone('vite') === undefined) return
  const sources = folders.flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(name => join(folder, name)),
  )
  const builtAt = changedAt(record)
  if ([builder, 'package-lock.json', ...sources].every(source => changedAt(source) <= builtAt)) return
  execFileSync(process.execPath, [join(root, builder)], { cwd: root, stdio: ['ignore', 2, 2] })
}

function compile(compiler) {
  const startedAt = new Date()
  for (const project of projects) {
    execFileSync(process.execPath, [compiler, '-p', project], { cwd: root, stdio: ['ignore', 2, 2] })
  }
  for (const record of records)
    if (existsSync(join(root, record))) utimesSync(join(root, record), startedAt, startedAt)
}

const files = compiledFiles()
const lookedAt = Math.min(...records.map(changedAt))
const missing = files.filter(({ output }) => changedAt(output) === 0)
const stale = files.filter(({ source, output }) => changedAt(source) > Math.max(changedAt(output), lookedAt))

if (missing.length > 0 || stale.length > 0) {
  const compiler = packageOrNone('typescript/bin/tsc')
  if (compiler !== undefined) {
    // Going by its records the compiler would leave out what was deleted.
    if (missing.length > 0) for (const record of records) rmSync(join(root, record), { force: true })
    compile(compiler)
  } else if (missing.length > 0) {
    console.error(
      'build/ is not whole and there is no compiler: run npm ci with development packages, then npm run build',
    )
    process.exitCode = 1
  } else {
    console.error(`build/ is older than ${stale[0].source} and there is no compiler: starting what was built`)
  }
}
for (const one of bundles) bundle(one)
