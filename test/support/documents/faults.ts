// What tests of documents need: where the faults are.
import { Problem } from '../../../src/problem.js'

/** The fields that the Problem names which `read` throws; [] when it throws none. */
export function faultsIn(read: () => unknown): string[] {
  try {
    read()
    return []
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown
    return thrown.errors.map(({ field }) => field)
  }
}
