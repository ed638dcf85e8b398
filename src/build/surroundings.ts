// What the process tells the composition root about itself; the entry point alone asks the process.

export interface Surroundings {
  readonly pid: number
  /** The version of the package. */
  readonly version: string
  /** Files this process may hold open, sockets included. */
  readonly openFilesMax: number
  /** Processors it may use. */
  readonly processors: number
}
