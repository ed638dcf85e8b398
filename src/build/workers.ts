// Builds the worker pool and the FAQ that it searches; what editors change reaches the workers from here.
import { createFinisher, type Finish } from '../answer/finished.js'
import { parseEntries } from '../faq/entries.js'
import { createFaqStore, type FaqEdition, type FaqStore } from '../faq/store.js'
import type { Offload } from '../offload/offload.js'
import { createOffload } from '../offload/offload.piscina.js'
import type { Settings } from '../settings/settings.js'

export interface Workers {
  readonly offload: Offload
  readonly faq: FaqStore
  /** Masks and encodes a draft, remembering those that repeat. */
  readonly finish: Finish
}

export interface WorkerCollaborators {
  readonly settings: Settings
  readonly dataKey: string
  readonly files: { readonly faq: string; readonly names: string }
  /** Processors this process may use; one is left to the main thread. */
  readonly processors: number
}

const STUCK_MS = 2_000

export async function buildWorkers({
  settings,
  dataKey,
  files,
  processors,
}: WorkerCollaborators): Promise<Workers> {
  const { names } = files
  let newest: FaqEdition | undefined
  let adopt: Offload['adoptFaq'] = () => undefined
  const publish = (edition: FaqEdition) => {
    newest = edition
    adopt(edition)
  }
  const faq = createFaqStore({ settings, publish }, parseEntries(files.faq))
  const started = newest
  const offload = await createOffload({
    file: new URL('../../workers/text.js', import.meta.url),
    workerData: { dataKey, names, faq: started },
    threads: Math.max(1, processors - 1),
    stuckMs: STUCK_MS,
  })
  adopt = offload.adoptFaq
  // What was edited while the workers started.
  if (newest && newest !== started) adopt(newest)
  return { offload, faq, finish: createFinisher(offload) }
}
