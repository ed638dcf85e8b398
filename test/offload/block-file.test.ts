import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { openBlockFile } from '../../src/offload/block-file.js'

const row = (term: string) => JSON.stringify({ term, category: 'house', action: 'refuse' })
const rows = (...terms: string[]) => terms.map(row).join('\n')

function openStage(t: Test, ...terms: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'rushdesk-block-'))
  const path = join(folder, 'block.jsonl')
  const write = (contents: string) => writeFileSync(path, contents)
  write(rows(...terms))
  const adopted: string[] = []
  const file = openBlockFile(path, rows(...terms))
  const following = file.follow({
    offload: { adoptBlock: ndjson => void adopted.push(ndjson) },
    log: { info: () => undefined, warn: () => undefined },
    clear: () => undefined,
  })
  t.teardown(async () => {
    await following.close()
    rmSync(folder, { recursive: true })
  })
  return { file, write, adopted, look: following.now }
}

t.test('a file that is empty or half written while an editor saves it lets no term pass', async t => {
  const { file, write, adopted, look } = openStage(t, '刷单', '返利')
  for (const half of ['', row('刷单'), row('刷单').slice(0, 9)]) {
    write(half)
    await look()
    t.strictSame(adopted, [], 'the terms before it stay')
    t.ok(file.isBlocking())
    write(rows('刷单', '返利'))
    await look()
  }
  write(rows('刷单', '返利', '秒杀'))
  await look()
  t.strictSame(adopted, [rows('刷单', '返利', '秒杀')], 'a term that is added counts at once')
})

t.test('terms that stay out of the file are lifted', async t => {
  const { file, write, adopted, look } = openStage(t, '刷单', '返利')
  write(row('返利'))
  await look()
  await look()
  t.strictSame(adopted, [row('返利')])
  write('')
  await look()
  t.ok(file.isBlocking())
  await look()
  t.notOk(file.isBlocking())
})
