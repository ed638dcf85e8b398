// Whoever reads the log may be slow, stop, or go away: the service serves, and ends when it is told to.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import t, { type Test } from 'tap'
import { signToken } from '../../src/auth/sign.js'
import { serverCommand } from '../../tools/server.js'

const secret = 's'.repeat(32)
/** A second of grace for balancers, a second for the last lines, and a slow machine. */
const ENDED_WITHIN_MS = 6_000
const thrower = 'data:text/javascript,process.on("SIGUSR2",()=>{throw new Error("planted 13987654321")})'

interface Started {
  readonly child: ChildProcess
  readonly url: string
  /** Milliseconds from the signal to the end, and how it ended. */
  end(signal: NodeJS.Signals): Promise<{ code: number | null; ms: number }>
}

async function start(t: Test, reads: (child: ChildProcess) => void): Promise<Started> {
  const env = {
    PATH: process.env.PATH,
    HOST: '127.0.0.1',
    PORT: '0',
    JWT_SECRET: secret,
    OVERLOAD: 'off',
    RATE_PER_S: '0',
    UID_RATE_PER_S: '0',
  }
  const [node, ...args] = serverCommand()
  const child = spawn(node, ['--import', thrower, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const ended = once(child, 'exit') as Promise<[number | null]>
  const lines = createInterface({ input: child.stdout })
  let port = 0
  for await (const line of lines) {
    const said = JSON.parse(line)
    if (said.msg === 'ready') {
      port = said.port
      break
    }
  }
  reads(child)
  return {
    child,
    url: `http://127.0.0.1:${port}`,
    async end(signal) {
      const from = performance.now()
      child.kill(signal)
      const [code] = await ended
      return { code, ms: performance.now() - from }
    },
  }
}

/** More lines than any pipe holds. */
async function ask(url: string, turns: number): Promise<number> {
  const token = await signToken({ uid: 'u', role: 'customer', expiresInS: 600 }, secret, Date.now())
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ text: '怎么申请退货' })
  let answered = 0
  const lane = async () => {
    for (let i = 0; i < turns / 20; i++) {
      const reply = await fetch(`${url}/chat`, { method: 'POST', headers, body })
      await reply.arrayBuffer()
      if (reply.status === 200) answered++
    }
  }
  await Promise.all(Array.from({ length: 20 }, lane))
  return answered
}

t.test('a reader that stops reading holds up neither turns nor the end', async t => {
  const server = await start(t, child => child.stdout?.pause())
  t.equal(await ask(server.url, 800), 800)
  const { code, ms } = await server.end('SIGTERM')
  t.equal(code, 0)
  t.ok(ms < ENDED_WITHIN_MS, `${Math.round(ms)} ms`)
})

t.test('a reader that has gone ends neither the service nor a turn', async t => {
  const server = await start(t, child => child.stdout?.destroy())
  t.equal(await ask(server.url, 100), 100)
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  t.match(metrics, /^log_lines_dropped_total [1-9]\d*$/m)
  t.equal((await server.end('SIGTERM')).code, 0)
})

t.test('a crash ends the process whatever the reader does', async t => {
  const server = await start(t, child => child.stdout?.pause())
  t.equal(await ask(server.url, 800), 800)
  const { code, ms } = await server.end('SIGUSR2')
  t.equal(code, 1)
  t.ok(ms < ENDED_WITHIN_MS, `${Math.round(ms)} ms`)
})
