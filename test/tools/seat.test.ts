// The seat in a terminal, against a real server: it takes a customer, talks, and closes.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { packageRoot } from '../../src/root.js'
import { startServer } from '../support/e2e/harness.js'

const tool = fileURLToPath(new URL('build/tools/seat.js', packageRoot))

/** A terminal: what is typed, and the next line that is shown and says so. */
function terminal({ stdin, stdout }: ChildProcess) {
  const lines: string[] = []
  let onLine = () => {}
  createInterface({ input: stdout as NonNullable<typeof stdout> }).on('line', line => {
    lines.push(line)
    onLine()
  })
  return {
    type: (line: string) => stdin?.write(`${line}\n`),
    async shown(wanted: RegExp): Promise<string> {
      for (;;) {
        const at = lines.findIndex(line => wanted.test(line))
        if (at >= 0) return lines.splice(0, at + 1).at(-1) ?? ''
        await new Promise<void>(resolve => {
          onLine = resolve
        })
      }
    },
  }
}

t.test('who waits is taken, answered and given back from a terminal', async t => {
  const server = await startServer(t)
  const token = await server.token('wang', { role: 'seat', name: '小王' })
  const seat = spawn(process.execPath, [tool, '--url', server.url, '--token', token])
  t.teardown(() => seat.kill())
  const { type, shown } = terminal(seat)
  await shown(/^you are online$/)

  const customer = await server.token('u1')
  const asked = await server.chat(customer, { text: '转人工' })
  const { dialog_id: dialogId } = asked.json as { dialog_id: string }
  t.match(asked.json, { mode: 'queued', open: true })
  // The row is there before the question is stored, and has its words soon after.
  t.match(await shown(/^… waits .*转人工$/), `… waits ${dialogId} (asked): 转人工`)
  type('/next')
  await shown(new RegExp(`^claimed ${dialogId}$`))
  type('您好，我是小王')
  await shown(/^< 您好，我是小王$/)
  type('/close solved')
  await shown(/^done$/)
  t.match((await server.call('GET', `/chat/${dialogId}`, { token: customer })).json, {
    mode: 'bot',
    turns: [{}, { from: 'seat', name: '小王', text: '您好，我是小王' }],
  })
  const ended = once(seat, 'exit')
  type('/quit')
  t.same(await ended, [0, null])
})

t.test('what is typed before the connection is open is done when it is', async t => {
  const server = await startServer(t)
  const token = await server.token('wang', { role: 'seat' })
  const seat = spawn(process.execPath, [tool, '--url', server.url, '--token', token])
  t.teardown(() => seat.kill())
  const { type, shown } = terminal(seat)
  const ended = once(seat, 'exit')
  type('/away')
  type('/quit')
  await shown(/^\/next claims the first/)
  t.same(await ended, [0, null])
})
