import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { packageRoot } from '../../src/root.js'
import { readReplayOptions } from '../../tools/replay/options.js'
import { readScript } from '../../tools/replay/script.js'
import { faultOfHistory } from '../../tools/replay/verify.js'
import { UsageError } from '../../tools/usage.js'
import { startStandIn } from '../support/tools/http-stand-in.js'

const run = promisify(execFile)
const tool = fileURLToPath(new URL('build/tools/replay.js', packageRoot))

const dialog = (session: string, ...texts: string[]) =>
  JSON.stringify({
    session,
    uid: `uid of ${session}`,
    messages: texts.flatMap(text => [
      { role: 'customer', text },
      { role: 'seat', text: 'one moment' },
    ]),
  })

async function replayed(t: Test, content: string, url: string) {
  const dir = t.testdir({ 'dialogs.jsonl': content })
  const args = [tool, `${dir}/dialogs.jsonl`, '--url', url, '--token-secret', 's'.repeat(32)]
  const { code = 0, stdout } = await run(process.execPath, args, { env: {} }).catch(fault => fault)
  return { code, stdout: String(stdout) }
}

t.test('dialogs are replayed whole: a 202 is polled, a 429 retried, each history read', async t => {
  const server = await startStandIn()
  t.teardown(() => server.close())
  const content = [dialog('a', 'one', 'pending two', 'three'), dialog('b', 'busy'), dialog('c', ' ', 'four')]
  const { code, stdout } = await replayed(t, content.join('\n'), server.url)
  t.equal(code, 0)
  t.match(stdout, /^dialogs +3$/m)
  t.match(stdout, /^turns +5 in/m)
  t.match(stdout, /^answered by +5 faq$/m)
  t.match(stdout, /^202, then polled +1$/m)
  t.match(stdout, /^429, then retried +1$/m)
  t.match(stdout, /^histories right +3$/m)
  t.match(stdout, /^errors +0$/m)
  t.match(stdout, /^left out, empty +1 texts$/m)
})

t.test('a turn that fails is counted by status and type, and the replay exits 1', async t => {
  const server = await startStandIn()
  t.teardown(() => server.close())
  const { code, stdout } = await replayed(t, dialog('a', 'one', 'broken', 'two'), server.url)
  t.equal(code, 1)
  t.match(stdout, /^errors +1\n +1 503 \/problems\/store-away$/m)
})

t.test('a history with a turn twice, and a server that is not there, are errors', async t => {
  const server = await startStandIn(turns => [...turns, ...turns])
  const spoiled = await replayed(t, dialog('a', 'one'), server.url)
  server.close()
  t.equal(spoiled.code, 1)
  t.match(spoiled.stdout, /1 history: 2 turns instead of 1/)
  const away = await replayed(t, dialog('a', 'one'), server.url)
  t.equal(away.code, 1)
  t.match(away.stdout, /1 no response ECONNREFUSED/)
})

t.test('a history must be the turns in their order, the newest fifty of them', async t => {
  const turns = Array.from({ length: 60 }, (_, i) => ({
    dialog_id: 'd',
    turn_id: `t${i}`,
    seq: i + 1,
    answer: `a${i}`,
    source: 'faq',
  }))
  t.equal(faultOfHistory(turns, turns.slice(10)), undefined)
  t.equal(faultOfHistory(turns, turns), 'history: 60 turns instead of 50')
  const swapped = [...turns.slice(10, 20), ...turns.slice(21, 22), ...turns.slice(20, 21), ...turns.slice(22)]
  t.equal(faultOfHistory(turns, swapped), 'history: turn 21 is not the one that was answered there')
  t.equal(faultOfHistory(turns, '404 /problems/not-found'), 'history: 404 /problems/not-found')
})

t.test('a text is cut by code points, not by UTF-16 units', async t => {
  const { scenes, cut } = readScript(dialog('a', '😀😀😀', '四个字呀'), { scenes: 9, textMax: 3 })
  t.same(scenes[0]?.texts, ['😀😀😀', '四个字'])
  t.equal(cut, 1)
})

t.test('a line that is no dialog is named', async t => {
  const limits = { scenes: 9, textMax: 9 }
  t.throws(() => readScript(`${dialog('a', 'one')}\n{"session":1}`, limits), /^line 2 is not \{session/)
  t.throws(() => readScript('no', limits), /^line 1 is not JSON/)
})

t.test('a url without a secret is refused', async t => {
  const refused = new UsageError('--url needs the secret of that server: --token-secret or JWT_SECRET.')
  t.throws(() => readReplayOptions(['f', '--url', 'http://127.0.0.1:1'], {}), refused)
  t.match(readReplayOptions(['f', '--url', 'http://127.0.0.1:1'], { JWT_SECRET: 's' }), {
    secret: 's',
    verify: true,
  })
})
