// The worker's entry: builds the pure text work from what the main thread hands over, and does batches of it.
import { workerData } from 'node:worker_threads'
import { createTextTools, type TextData } from '../src/offload/text-tools.js'
import { createTextWork } from '../src/offload/text-work.js'
import { createVersionedWork, type TextBatch } from '../src/offload/versions.js'
import { createSegmenter } from '../src/text/segmenter.js'

const tools = createTextTools(workerData as TextData, createSegmenter())
const work = createVersionedWork(createTextWork(tools), tools.adopt)

export default function text(batch: TextBatch): ReturnType<typeof work> {
  return work(batch)
}
