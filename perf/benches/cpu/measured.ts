// A contender whose threads say what they are.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packageRoot } from '../../../src/root.js'
import type { Contender, ContenderDeps } from '../turn/contenders.js'
import { type KindOf, kindsOf } from './threads.js'

export interface MeasuredProgram {
  readonly pid: number
  readonly url: string
  /** Of the threads that have started by now. */
  kinds(): KindOf
  stop(): Promise<void>
}

const preload = fileURLToPath(new URL('perf/benches/cpu/threads.cjs', packageRoot))

export async function startMeasured(contender: Contender, around: ContenderDeps): Promise<MeasuredProgram> {
  const folder = mkdtempSync(join(tmpdir(), 'rushdesk-cpu-'))
  const file = join(folder, 'threads')
  const env = { ...around.env, NODE_OPTIONS: `--require ${JSON.stringify(preload)}`, CPU_THREADS: file }
  const program = await contender.start({ ...around, env })
  return {
    pid: program.pid,
    url: program.url,
    kinds: () => kindsOf(readFileSync(file, 'utf8')),
    async stop() {
      await program.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
