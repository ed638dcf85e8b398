// A real Prometheus that scrapes by the shipped configuration, only at the test's address and every second.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { pause } from '../../../src/clock.js'
import { packageRoot } from '../../../src/root.js'
import { need } from '../../../tools/needs.js'
import { freePort } from '../../../tools/redis-server.js'
import { removeFolder } from '../../../tools/remove-folder.js'

/** The folder of the shipped configuration. */
export const shipped = fileURLToPath(new URL('deploy/prometheus/', packageRoot))

export interface Sample {
  readonly metric: Readonly<Record<string, string>>
  readonly value: number
}

export interface Prometheus {
  /** An instant query, now. */
  query(expression: string): Promise<Sample[]>
  /** The value of the one series that the expression has; undefined when it has none. */
  valueOf(expression: string): Promise<number | undefined>
}

const READY_MS = 30_000

export async function startPrometheus(t: Test, targetPort: number): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'rushdesk-prometheus-'))
  t.teardown(() => removeFolder(folder))
  cpSync(shipped, folder, { recursive: true })
  const config = join(folder, 'prometheus.yml')
  const text = readFileSync(config, 'utf8')
  writeFileSync(config, text.replace('127.0.0.1:8080', `127.0.0.1:${targetPort}`).replaceAll(': 5s', ': 1s'))
  const port = await freePort()
  const args = [`--config.file=${config}`, `--storage.tsdb.path=${join(folder, 'data')}`]
  const child = spawn(need('prometheus'), [...args, `--web.listen-address=127.0.0.1:${port}`], {
    stdio: 'ignore',
  })
  const ended = once(child, 'exit')
  t.teardown(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const url = `http://127.0.0.1:${port}`
  await untilReady(url)
  const query = (expression: string) => ask(url, expression)
  return { query, valueOf: async expression => (await query(expression))[0]?.value }
}

async function untilReady(url: string): Promise<void> {
  for (const giveUpAt = Date.now() + READY_MS; Date.now() < giveUpAt; await pause(50)) {
    const reply = await fetch(`${url}/-/ready`).catch(() => undefined)
    await reply?.body?.cancel()
    if (reply?.ok) return
  }
  throw new Error(`Prometheus is not ready after ${READY_MS} ms`)
}

interface QueryReply {
  readonly error?: string
  readonly data?: {
    readonly result: readonly { readonly metric: Sample['metric']; readonly value: [number, string] }[]
  }
}

async function ask(url: string, expression: string): Promise<Sample[]> {
  const reply = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expression)}`)
  const { error, data } = (await reply.json()) as QueryReply
  if (data === undefined) throw new Error(`${expression}: ${error}`)
  return data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }))
}
