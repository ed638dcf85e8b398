// The worker pool as the service starts it, and a pool that takes one message a task, for comparison.
import { readFileSync } from 'node:fs'
import { Piscina } from 'piscina'
import { parseEntries } from '../../../src/faq/entries.js'
import type { Offload } from '../../../src/offload/offload.js'
import { createOffload } from '../../../src/offload/offload.piscina.js'
import type { TextData } from '../../../src/offload/text-tools.js'
import type { TextBatch } from '../../../src/offload/versions.js'
import { packageRoot } from '../../../src/root.js'

const file = new URL('../../../workers/text.js', import.meta.url)

function workerData(): TextData {
  const faq = readFileSync(new URL('data/faq.zh.jsonl', packageRoot), 'utf8')
  return {
    dataKey: 'of a bench',
    names: '',
    block: '',
    holdsValues: false,
    faq: { common: parseEntries(faq), shops: new Map() },
  }
}

export function startBatching(): Promise<Offload> {
  return createOffload({ file, workerData: workerData(), threads: 1, stuckMs: 10_000 })
}

export interface Single {
  prepare(text: string): Promise<unknown>
  close(): Promise<void>
}

export function startSingle(): Single {
  const pool = new Piscina<TextBatch, unknown>({
    filename: file.href,
    workerData: workerData(),
    minThreads: 1,
    maxThreads: 1,
    concurrentTasksPerWorker: 16,
  })
  const versions = { faq: 0, block: 0 }
  return {
    prepare: text => pool.run({ jobs: [{ kind: 'whole', role: 'user', text, matches: 0 }], versions }),
    close: () => pool.destroy(),
  }
}
