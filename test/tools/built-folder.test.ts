// A build that runs while servers start.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { packageRoot } from '../../src/root.js'

const library = new URL('tools/built-folder.mjs', packageRoot).href

/** Builds anew what is there, and runs `then` when the new one is whole. */
function build(t: Test, then: string) {
  const place = join(t.testdir(), 'server')
  mkdirSync(place)
  writeFileSync(join(place, 'main.js'), 'last')
  const lines = [
    `import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'`,
    `import { builtFolder } from ${JSON.stringify(library)}`,
    `const built = builtFolder(${JSON.stringify(place)})`,
    'mkdirSync(built.path)',
    `writeFileSync(built.path + '/main.js', 'new')`,
    `process.stdout.write(readFileSync(${JSON.stringify(join(place, 'main.js'))}, 'utf8'))`,
    then,
  ]
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', lines.join('\n')], {
    encoding: 'utf8',
  })
  return {
    meanwhile: stdout,
    now: readFileSync(join(place, 'main.js'), 'utf8'),
    all: readdirSync(join(place, '..')),
  }
}

t.test('what is built takes its place when it is whole, and leaves nothing else', async t => {
  t.same(build(t, 'built.putInPlace()'), { meanwhile: 'last', now: 'new', all: ['server'] })
})

t.test('a build that fails leaves the last one', async t => {
  t.same(build(t, `throw new Error('no')`), { meanwhile: 'last', now: 'last', all: ['server'] })
})
