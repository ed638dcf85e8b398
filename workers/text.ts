// The worker's entry: builds the pure text work from what the main thread hands over, and does batches of it.
import { workerData } from 'node:worker_threads'
import { createTextTools, type TextData } from '../src/offload/text-tools.js'
import { createTextWork, type TextJob, type TextResult } from '../src/offload/text-work.js'
import { createSegmenter } from '../src/text/segmenter.js'

const work = createTextWork(createTextTools(workerData as TextData, createSegmenter()))

export default function text(jobs: readonly TextJob[]): TextResult[] {
  return work(jobs)
}
