// Builds the worker pool and the FAQ that it searches; what editors change reaches the workers from here.
import { createMaskCache, type Finish, type Recall } from '../answer/mask-cache.js'
import type { Config } from '../config/config.js'
import { checked } from '../config/files.js'
import type { FaqEntry } from '../faq/entries.js'
import { createFaqStore, type FaqEdition, type FaqStore } from '../faq/store.js'
import { type BlockFollowers, openBlockFile } from '../offload/block-file.js'
import type { Offload } from '../offload/offload.js'
import { createOffload } from '../offload/offload.piscina.js'
import { withoutPlaceholders } from '../privacy/placeholders.js'
import type { Settings } from '../settings/settings.js'

export interface Workers {
  readonly offload: Offload
  readonly faq: FaqStore
  /** Masks and encodes a draft, remembering those that repeat. */
  readonly finish: Finish
  readonly recall: Recall
  close(): Promise<void>
}

export interface WorkerWiringDeps {
  readonly settings: Settings
  readonly dataKey: string
  readonly faqFile: readonly FaqEntry[]
  readonly files: { readonly names: string; readonly block: string }
  readonly log: BlockFollowers['log']
  /** Processors this process may use; one is left to the main thread. */
  readonly processors: number
  onStray(topic: string): void
  /** The worker's file. */
  readonly textWorker: URL
}

const STUCK_MS = 2_000

export async function buildWorkers(config: Config, deps: WorkerWiringDeps): Promise<Workers> {
  const { settings, dataKey, faqFile, files, processors, log, textWorker } = deps
  const { names, block } = files
  const blockFile = checked('BLOCK_FILE must hold terms as NDJSON', () =>
    openBlockFile(config.blockFile, block),
  )
  const holdsValues = config.maskMode === 'placeholder'
  let newest: FaqEdition | undefined
  let adopt: Offload['adoptFaq'] = () => undefined
  const publish = (version: FaqEdition) => {
    newest = version
    adopt(version)
  }
  const faq = createFaqStore({ settings, onStray: deps.onStray, publish }, faqFile)
  const started = newest
  const offload = await createOffload({
    file: textWorker,
    workerData: { dataKey, names, block, faq: started, holdsValues },
    threads: Math.max(1, processors - 1),
    stuckMs: STUCK_MS,
  })
  adopt = offload.adoptFaq
  // Catches up with edits made while the workers started.
  if (newest && newest !== started) adopt(newest)
  const { clear, ...known } = createMaskCache(offload, blockFile.isBlocking)
  const { finish, recall } = holdsValues ? withoutPlaceholdersIn(known) : known
  const following = blockFile.follow({ offload, log, clear })
  return {
    offload,
    faq,
    finish,
    recall,
    async close() {
      await following.close()
      await offload.close()
    },
  }
}

type KnownTexts = Pick<Workers, 'finish' | 'recall'>

/** Where the vendor's placeholders are filled in, no known question and no text of the shop may hold one. */
function withoutPlaceholdersIn({ finish, recall }: KnownTexts): KnownTexts {
  return {
    finish: draft => finish({ ...draft, text: withoutPlaceholders(draft.text) }),
    recall: text => recall(withoutPlaceholders(text)),
  }
}
