// What every other part needs and what needs no other part: files, clocks, ids, the log, the metrics, the actors.
import { randomFillSync } from 'node:crypto'
import { type Clock, systemClock } from '../clock.js'
import type { Config } from '../config/config.js'
import { type Files, readFiles } from '../config/files.js'
import { type Actors, createActors } from '../dialog/turn/actors.js'
import { createLog, createWriteLine, type Log, type WriteLine } from '../ops/log.js'
import { createMetrics, createReadings, type Metrics, type MutableReadings } from '../ops/metrics.js'
import type { TextTable } from '../texts.js'
import { createRandomHex } from '../trace/random.js'
import type { RandomHex } from '../trace/trace.js'
import type { HostInfo } from './host-info.js'
import { buildTexts } from './texts.js'

export interface Basics {
  readonly clock: Clock
  /** Never jumps. */
  readonly steady: Clock
  readonly files: Files
  readonly texts: TextTable
  readonly log: Log
  /** For the lines of turns. */
  readonly writeLine: WriteLine
  readonly actors: Actors
  readonly readings: MutableReadings
  readonly metrics: Metrics
  readonly surroundings: HostInfo
  readonly randomHex: RandomHex
  /** 32 random hex digits. */
  newId(): string
  /** The incarnation of this process. */
  readonly self: string
}

/** Throws ConfigError. */
export function buildBasics(config: Config, surroundings: HostInfo): Basics {
  const clock = systemClock
  const files = readFiles(config)
  const texts = buildTexts(files.texts)
  const randomHex = createRandomHex(randomFillSync)
  const newId = () => randomHex(16)
  const actors = createActors({ count: config.actors, mailboxMax: config.mailboxMax })
  const { logTo, pid } = surroundings
  const readings = createReadings({ mailboxDepth: actors.depth, logLinesDropped: logTo.dropped })
  const log = createLog(config.logLevel, pid, logTo)
  return {
    ...{ clock, files, texts, actors, readings, surroundings, randomHex, newId },
    steady: { now: () => performance.now() },
    log,
    writeLine: createWriteLine({ log, to: logTo, pid, clock }),
    metrics: createMetrics(clock, readings),
    self: newId(),
  }
}
