// The simulated shop of a rehearsal, in its own process, and the tools file that leads to it.
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packageRoot } from '../../src/root.js'
import { startProgram } from '../../tools/program.js'
import type { Breakers } from './faults.js'

export interface RehearsedShop {
  /** Settings that give the server its tools. */
  readonly env: NodeJS.ProcessEnv
  readonly breakers: Pick<Breakers, 'shop'>
  stop(): Promise<void>
}

/** A shop that is well. */
const WELL = { latency: 'lognormal:40,0.3', fault: 'none' }
const EXAMPLE_URL = 'http://127.0.0.1:9100'

export async function startShopProgram(): Promise<RehearsedShop> {
  const key = randomBytes(32).toString('hex')
  const entry = fileURLToPath(new URL('build/perf/fake-shop.js', packageRoot))
  const options = ['--port', '0', '--latency', WELL.latency, '--key', key]
  const shop = await startProgram([process.execPath, entry, ...options], { PATH: process.env.PATH })
  const folder = await mkdtemp(join(tmpdir(), 'rehearsal-'))
  const file = join(folder, 'tools.json')
  await writeFile(file, await toolsFor(shop.url))
  const set = async (settings: object) => {
    const reply = await fetch(`${shop.url}/_sim`, { method: 'PUT', body: JSON.stringify(settings) })
    if (!reply.ok) throw new Error(`the simulated shop refused ${JSON.stringify(settings)}: ${reply.status}`)
  }
  return {
    env: { TOOLS_FILE: file, OMS_KEY: key },
    breakers: {
      shop: {
        begin: ({ latency, fault }) => set({ ...WELL, ...(latency && { latency }), ...(fault && { fault }) }),
        end: () => set(WELL),
      },
    },
    async stop() {
      await shop.stop()
      await rm(folder, { recursive: true })
    },
  }
}

/** The example's tools, with the time-out of a tool that names none. */
async function toolsFor(url: string): Promise<string> {
  const text = await readFile(new URL('tools.example.json', packageRoot), 'utf8')
  const file = JSON.parse(text.replaceAll(EXAMPLE_URL, url)) as { tools: object[] }
  return JSON.stringify({ ...file, tools: file.tools.map(tool => ({ ...tool, timeout_ms: undefined })) })
}
