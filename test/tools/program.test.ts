import { readFileSync, writeFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { startProgram } from '../../tools/program.js'

/** A program made of one line of JavaScript. */
function script(t: Test, source: string): string[] {
  const file = `${t.testdir()}/program.cjs`
  writeFileSync(file, source)
  return [process.execPath, file]
}

const serving = `console.log('starting')
console.log(JSON.stringify({ msg: 'ready', port: 4321 }))
const alive = setInterval(() => undefined, 1000)
process.on('SIGTERM', () => { console.log('draining'); clearInterval(alive) })`

t.test('a program is there once it has said its port', async t => {
  const program = await startProgram(script(t, serving), {})
  t.equal(program.url, 'http://127.0.0.1:4321')
  t.equal(await program.stop(), 0)
  t.same(program.lines, ['starting', '{"msg":"ready","port":4321}', 'draining'])
})

t.test(
  'a program that logs into a file is there as soon, and what it printed is read from there',
  async t => {
    const log = `${t.testdir({})}/log`
    const program = await startProgram(script(t, serving), {}, log)
    t.equal(program.port, 4321)
    await program.stop()
    t.same(program.lines, ['starting', '{"msg":"ready","port":4321}', 'draining'])
    t.equal(readFileSync(log, 'utf8').split('\n').length, 4)
  },
)

t.test('a killed program tells the signal that ended it', async t => {
  const program = await startProgram(script(t, serving), {})
  t.equal(await program.kill9(), 'SIGKILL')
})

t.test('a program that ends early fails with what it printed', async t => {
  const early = script(t, `console.error('no secret'); process.exitCode = 78`)
  await t.rejects(startProgram(early, {}), /ended with 78 before it was ready[\s\S]*no secret/)
})

t.test('a command that does not exist fails', async t => {
  await t.rejects(startProgram(['/nowhere/program'], {}), /ENOENT/)
})

t.test('a program sees the variables it is given, and not those of its starter', async t => {
  process.env.RUSHDESK_TEST_ONLY = 'starter'
  const seen = `process.env.ONE === '1' && !('RUSHDESK_TEST_ONLY' in process.env) ? 1 : 2`
  const shown = script(t, `console.log(JSON.stringify({ msg: 'ready', port: ${seen} }))`)
  const program = await startProgram(shown, { ONE: '1' })
  t.equal(program.port, 1)
  await program.ended
})
