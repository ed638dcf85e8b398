// What the process tells the composition root about itself; the entry point alone asks the process.
import type { Host } from '../ops/host.js'
import type { LogBuffer } from '../ops/log-buffer.js'

export interface HostInfo extends Host {
  readonly pid: number
  /** Where log lines go. */
  readonly logTo: LogBuffer
}
