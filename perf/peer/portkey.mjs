// The gateway of @portkey-ai on a free port of the loopback address. It has no line of its own that says when it serves.
// Copied beside the package.
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const TRIES = 100
const PAUSE_MS = 100

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

async function untilServing(port) {
  for (let tries = 0; tries < TRIES; tries++) {
    const isServing = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    )
    if (isServing) return
    await pause(PAUSE_MS)
  }
  throw new Error('the gateway does not serve')
}

const port = await freePort()
process.argv.push(`--port=${port}`, '--headless')
await import(new URL('node_modules/@portkey-ai/gateway/build/start-server.js', import.meta.url).href)
await untilServing(port)
process.stdout.write(`${JSON.stringify({ msg: 'ready', port })}\n`)
process.once('SIGTERM', () => process.exit(0))
