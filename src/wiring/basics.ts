// Parts that every other part needs and that need no other: files, clocks, ids, the log, the metrics, the actors.
import { randomFillSync } from 'node:crypto'
import { type Clock, systemClock } from '../clock.js'
import type { Config } from '../config/config.js'
import { checked, type Files, readFiles } from '../config/files.js'
import { parseShops, type ShopsByName } from '../config/shops-file.js'
import { type Actors, createActors } from '../dialog/turn/actors.js'
import { type FaqEntry, parseEntries } from '../faq/entries.js'
import type { Host } from '../ops/host.js'
import { createLog, createWriteLine, type Log, type WriteLine } from '../ops/log.js'
import type { LogBuffer } from '../ops/log-buffer.js'
import { createMetrics, type Metrics } from '../ops/metrics.js'
import { createReadings, type MutableReadings } from '../ops/readings.js'
import { createSampling, type Sampling } from '../ops/sampling.js'
import { createStrays, type OnStray } from '../ops/strays.js'
import { createRandomHex } from '../trace/random.js'
import type { RandomHex } from '../trace/trace.js'
import { type DocumentTypes, documentTypes } from './document-types.js'
import { buildTracing, type Tracing } from './tracing.js'

/** The host as the entry point found it: no other part asks the process for it. */
export interface HostInfo extends Host {
  readonly pid: number
  /** The environment, for files that name variables which hold keys. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where log lines go. */
  readonly logTo: LogBuffer
  /** The file that worker threads run. */
  readonly textWorker: URL
}

export interface Basics {
  readonly clock: Clock
  /** Never jumps. */
  readonly steady: Clock
  readonly files: Files
  /** Entries of FAQ_FILE. */
  readonly faqFile: readonly FaqEntry[]
  readonly documentTypes: DocumentTypes
  /** Shops of SHOPS_FILE; undefined without one. */
  readonly shopsNamed: ShopsByName | undefined
  readonly log: Log
  /** For the lines of turns. */
  readonly writeLine: WriteLine
  readonly sampling: Sampling
  readonly actors: Actors
  readonly readings: MutableReadings
  readonly metrics: Metrics
  readonly onStray: OnStray
  readonly hostInfo: HostInfo
  readonly randomHex: RandomHex
  /** 32 random hex digits. */
  newId(): string
  /** The incarnation of this process. */
  readonly processId: string
  /** Absent: no traces are recorded. */
  readonly tracing: Tracing | undefined
}

/** Throws ConfigError. */
export function buildBasics(config: Config, hostInfo: HostInfo): Basics {
  const clock = systemClock
  const files = readFiles(config)
  const faqFile = checked('FAQ_FILE must hold entries as NDJSON', () => parseEntries(files.faq))
  const shopsNamed =
    files.shops === ''
      ? undefined
      : checked('SHOPS_FILE must hold shops as JSON', () => parseShops(files.shops))
  const randomHex = createRandomHex(randomFillSync)
  const newId = () => randomHex(16)
  const actors = createActors({ count: config.actors, mailboxMax: config.mailboxMax })
  const { logTo, pid } = hostInfo
  const readings = createReadings({ mailboxDepth: actors.depth, logLinesDropped: logTo.dropped })
  const log = createLog(config.logLevel, pid, logTo)
  const metrics = createMetrics(clock, readings)
  const processId = newId()
  return {
    clock,
    files,
    faqFile,
    actors,
    readings,
    hostInfo,
    randomHex,
    newId,
    shopsNamed,
    documentTypes: documentTypes(config, { files, shopsNamed, env: hostInfo.env, newId }),
    sampling: createSampling(),
    steady: { now: () => performance.now() },
    log,
    writeLine: createWriteLine({ log, to: logTo, pid, clock }),
    metrics,
    onStray: createStrays(metrics, log),
    processId,
    tracing: buildTracing(config, { clock, log, randomHex, processId, version: hostInfo.version }),
  }
}
