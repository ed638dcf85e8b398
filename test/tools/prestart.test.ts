// What happens before a start: a build that is up to date costs nothing, an install without a compiler starts.
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { packageRoot } from '../../src/root.js'

const script = fileURLToPath(new URL('tools/prestart.mjs', packageRoot))

/** A package of one source, in a folder where the compiler is found or not. */
function makePackage(t: Test, { hasCompiler }: { hasCompiler: boolean }) {
  const folder = hasCompiler ? t.testdir({}) : mkdtempSync(join(tmpdir(), 'prestart-'))
  if (!hasCompiler) t.teardown(() => rmSync(folder, { recursive: true }))
  const path = (name: string) => join(folder, name)
  for (const name of ['src', 'web/client', 'tools', 'build/src', 'build/web/client'])
    mkdirSync(path(name), { recursive: true })
  cpSync(script, path('tools/prestart.mjs'))
  const options = { rootDir: '.', outDir: 'build', noCheck: true, incremental: true, types: [] }
  const tsconfig = {
    compilerOptions: { ...options, tsBuildInfoFile: 'build/.tsbuildinfo' },
    include: ['src'],
  }
  const web = { compilerOptions: { ...options, rootDir: '..', outDir: '../build' }, files: ['client/a.ts'] }
  const webOptions = { ...web.compilerOptions, tsBuildInfoFile: '../build/.web.tsbuildinfo' }
  writeFileSync(path('tsconfig.build.json'), JSON.stringify(tsconfig))
  writeFileSync(path('web/tsconfig.build.json'), JSON.stringify({ ...web, compilerOptions: webOptions }))
  for (const name of ['src/a.ts', 'web/client/a.ts']) writeFileSync(path(name), 'export const a = 1\n')
  return {
    path,
    run: () => spawnSync(process.execPath, [path('tools/prestart.mjs')], { encoding: 'utf8' }),
    read: (name: string) => readFileSync(path(name), 'utf8'),
    madeAt: (name: string) => statSync(path(name)).mtimeMs,
    /** As if it were saved a minute from now. */
    save(name: string, contents: string) {
      const then = Date.now() / 1000 + 60
      writeFileSync(path(name), contents)
      utimesSync(path(name), then, then)
    },
  }
}

t.test('what was never built is built, what is up to date is left alone', async t => {
  const { run, read, madeAt } = makePackage(t, { hasCompiler: true })
  t.equal(run().status, 0)
  t.match(read('build/src/a.js'), 'a = 1')
  t.match(read('build/web/client/a.js'), 'a = 1')
  const before = madeAt('build/.tsbuildinfo')
  t.equal(run().status, 0)
  t.equal(madeAt('build/.tsbuildinfo'), before, 'the compiler did not run')
})

t.test('a source that changed and an output that went are built again', async t => {
  const { run, read, path, save } = makePackage(t, { hasCompiler: true })
  run()
  save('src/a.ts', 'export const a = 2\n')
  t.equal(run().status, 0)
  t.match(read('build/src/a.js'), 'a = 2')
  rmSync(path('build/web/client/a.js'))
  t.equal(run().status, 0)
  t.match(read('build/web/client/a.js'), 'a = 1')
})

t.test('without a compiler an install starts what was built', async t => {
  const { run, read, path, save } = makePackage(t, { hasCompiler: false })
  const nothing = run()
  t.equal(nothing.status, 1)
  t.match(nothing.stderr, /build\/ is not whole and there is no compiler/)
  for (const name of ['build/src/a.js', 'build/web/client/a.js']) writeFileSync(path(name), 'built')
  t.match(run(), { status: 0, stderr: '' })
  save('src/a.ts', 'export const a = 2\n')
  const older = run()
  t.match(older, { status: 0, stderr: /older than src\/a\.ts and there is no compiler/ })
  t.equal(read('build/src/a.js'), 'built')
})

t.test('pages are built when something of web/ is newer than their last build', async t => {
  const { run, read, path, save } = makePackage(t, { hasCompiler: true })
  const builder = `import { appendFileSync } from 'node:fs'\nappendFileSync(${JSON.stringify(path('build/.pages'))}, 'built ')`
  writeFileSync(path('tools/build-pages.mjs'), builder)
  t.equal(run().status, 0)
  t.equal(run().status, 0)
  t.equal(read('build/.pages'), 'built ', 'the second start found them up to date')
  save('web/page.css', '')
  t.equal(run().status, 0)
  t.equal(read('build/.pages'), 'built built ')
})
