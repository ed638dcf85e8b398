// A worker for tests: does what the text of a job says.

import type { TextResult } from '../../../src/offload/text-work.js'
import type { TextBatch } from '../../../src/offload/versions.js'

export default async function work({ jobs }: TextBatch): Promise<TextResult[]> {
  for (const { text } of jobs) {
    if (text === 'die') process.exit(1)
    if (text === 'throw') throw new Error('worker broke')
    if (text.startsWith('work'))
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(text.slice(4)))
    if (text === 'hang') await new Promise(() => {})
  }
  return jobs.map(({ text }) =>
    text === 'fault'
      ? { fault: 'TypeError' }
      : { masked: `${text}*`, fragment: String(jobs.length), hits: [], matches: [] },
  )
}
