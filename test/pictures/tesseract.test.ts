// The program that reads pictures: the real one, and stand-ins for what may go wrong with it.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { never } from '../../perf/load/dialog-turns.js'
import { createTesseract, tesseractFault } from '../../src/pictures/tesseract.js'
import { packageRoot } from '../../src/root.js'
import { need } from '../../tools/needs.js'

need('tesseract')
const { PATH } = process.env
/** Says in Chinese that 13812345678 is the receiver's number, and in English that the order is late. */
const parcel = readFileSync(new URL('test/support/pictures/parcel.png', packageRoot))

const folder = mkdtempSync(join(tmpdir(), 'tesseract-'))
t.teardown(() => rmSync(folder, { recursive: true }))

/** A PATH on which tesseract is this script. */
function standIn(script: string): { PATH: string } {
  const own = mkdtempSync(join(folder, 'bin-'))
  writeFileSync(join(own, 'tesseract'), `#!/bin/sh\n${script}\n`)
  chmodSync(join(own, 'tesseract'), 0o755)
  return { PATH: `${own}:${PATH}` }
}

t.test('it reads Chinese, English and digits', async t => {
  t.equal(await tesseractFault({ PATH }), undefined)
  const text = await createTesseract({ PATH }).read(parcel, 60_000, never)
  t.match(text.replace(/\s/g, ''), /13812345678/)
  t.match(text, /Order/)
  t.match(text.replace(/\s/g, ''), /收货/)
})

t.test('bytes that are no picture have no text', async t => {
  t.equal(await createTesseract({ PATH }).read(Buffer.from('nothing'), 60_000, never), '')
})

t.test('a program that is missing, or lacks a language, is told as such', async t => {
  t.equal(await tesseractFault({ PATH: folder }), 'the program tesseract cannot be started')
  const english = standIn('printf "List of available languages (1):\\neng\\n"')
  t.equal(await tesseractFault(english), 'tesseract lacks the language chi_sim')
  t.equal(await createTesseract({ PATH: folder }).read(parcel, 60_000, never), '')
})

t.test(
  'one that hangs is ended when its time is over, when its turn ends, and at the end of the process',
  async t => {
    const hanging = () => createTesseract(standIn('exec sleep 600'))
    t.equal(await hanging().read(parcel, 50, never), '')
    const turn = new AbortController()
    const read = hanging().read(parcel, 600_000, turn.signal)
    turn.abort()
    t.equal(await read, '')
    const tesseract = hanging()
    const left = tesseract.read(parcel, 600_000, never)
    tesseract.close()
    t.equal(await left, '')
  },
)

t.test('one that never stops talking is ended', async t => {
  t.equal(await createTesseract(standIn('exec yes')).read(parcel, 600_000, never), '')
})

t.test('one that fails says nothing, and what it reads in is not needed', async t => {
  t.equal(await createTesseract(standIn('echo half; exit 1')).read(parcel, 60_000, never), '')
  t.equal(await createTesseract(standIn('echo all')).read(Buffer.alloc(5_000_000), 60_000, never), 'all\n')
})

t.test('it runs behind others and sees nothing of the environment', async t => {
  const seen = await createTesseract({
    ...standIn('cat >/dev/null; nice; env'),
    JWT_SECRET: 'planted-for-nobody',
  }).read(parcel, 60_000, never)
  t.match(seen, /^1\d\n/)
  t.notMatch(seen, 'planted-for-nobody')
})
