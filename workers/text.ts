// The worker's entry: builds the pure text work from what the main thread hands over, and does batches of it.
import { workerData } from 'node:worker_threads'
import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'
import { createTextTools, type TextData } from '../src/offload/text-tools.js'
import { createTextWork, type TextJob, type TextResult } from '../src/offload/text-work.js'

const jieba = Jieba.withDict(dict)
const segmenter = { cutForSearch: (text: string) => jieba.cutForSearch(text, true) }
const work = createTextWork(createTextTools(workerData as TextData, segmenter))

export default function text(jobs: readonly TextJob[]): TextResult[] {
  return work(jobs)
}
