// The pool for the texts that need it. Most short texts plainly hold nothing to mask; to see that costs the main thread
// less than to send them to a worker and back (npm run perf -- masking place).
import type { Offload } from './offload.js'
import { untouched } from './untouched.js'

/** `isClean` tells at once that a text may pass as it is; false: a worker must look. */
export function createScreened(offload: Offload, isClean: (text: string) => boolean): Offload {
  return {
    ...offload,
    prepare: async job =>
      job.matches === 0 && isClean(job.text) ? untouched('user', job.text) : offload.prepare(job),
    finish: async text => (isClean(text) ? untouched('assistant', text) : offload.finish(text)),
  }
}
