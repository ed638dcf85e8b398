import { mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { fixedKey, openKeyFile } from '../../src/llm/api-key.js'
import { startRig } from '../support/llm/client-and-vendor.js'

async function folder(t: { teardown(undo: () => Promise<void>): void }): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'rushdesk-key-'))
  t.teardown(() => rm(path, { recursive: true }))
  return path
}

/** Looks until it is so; the test's own timeout bounds it. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(resolve => setTimeout(resolve, 2))
}

t.test('a fixed key is a bearer token, and none is none', async t => {
  t.equal(fixedKey('k').authorization(), 'Bearer k')
  t.equal(fixedKey('').authorization(), undefined)
  t.equal(fixedKey(undefined).authorization(), undefined)
})

t.test('a changed key file is used from the next call on', async t => {
  const path = join(await folder(t), 'key')
  await writeFile(path, 'old\n')
  const key = await openKeyFile(path, 5, fault => t.fail(String(fault)))
  t.teardown(() => key.close())
  const rig = await startRig(t, { key, vendor: { key: 'old' } })
  t.match(await rig.ask('hi'), { kind: 'answered' })
  rig.vendor.set({ key: 'new' })
  t.match(await rig.ask('hi'), { why: 'unauthorized' })
  await writeFile(`${path}.next`, 'new')
  await rename(`${path}.next`, path)
  await until(() => key.authorization() === 'Bearer new')
  t.match(await rig.ask('hi'), { kind: 'answered' })
})

t.test('a swapped link, as in mounted secrets, is a change', async t => {
  const dir = await folder(t)
  await writeFile(join(dir, 'one'), 'k1')
  await writeFile(join(dir, 'two'), 'k2')
  await symlink(join(dir, 'one'), join(dir, 'key'))
  const key = await openKeyFile(join(dir, 'key'), 5, fault => t.fail(String(fault)))
  t.teardown(() => key.close())
  await symlink(join(dir, 'two'), join(dir, 'next'))
  await rename(join(dir, 'next'), join(dir, 'key'))
  await until(() => key.authorization() === 'Bearer k2')
})

t.test('a file that vanishes, is empty or holds no key leaves the old key in force', async t => {
  const path = join(await folder(t), 'key')
  await writeFile(path, 'good')
  let faults = 0
  const key = await openKeyFile(path, 5, () => faults++)
  t.teardown(() => key.close())
  for (const spoil of [() => writeFile(path, ''), () => writeFile(path, 'two\nlines'), () => rm(path)]) {
    const before = faults
    await spoil()
    await until(() => faults > before)
    t.equal(key.authorization(), 'Bearer good')
  }
  await writeFile(path, 'back')
  await until(() => key.authorization() === 'Bearer back')
})

t.test('a first read that fails is told at once', async t => {
  const dir = await folder(t)
  await t.rejects(openKeyFile(join(dir, 'none'), 1000, () => undefined))
  await writeFile(join(dir, 'empty'), '\n')
  await t.rejects(
    openKeyFile(join(dir, 'empty'), 1000, () => undefined),
    /does not hold a key/,
  )
})
