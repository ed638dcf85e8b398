// The pool for the texts that need it: what plainly holds nothing to mask is its own mask. It spares the workers more than
// it costs the main thread, but costs the main thread more than it spares there (docs/performance.md), so that
// SCREEN_MAX has to ask for it.
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
