// The built-in FAQ and a segmenter, as the worker has them.
import { readFileSync } from 'node:fs'
import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'
import { parseEntries } from '../../../src/faq/entries.js'
import type { Segment } from '../../../src/faq/terms.js'
import { packageRoot } from '../../../src/root.js'

export const entries = parseEntries(readFileSync(new URL('data/faq.zh.jsonl', packageRoot), 'utf8'))

export function createSegment(): Segment {
  const jieba = Jieba.withDict(dict)
  return text => jieba.cutForSearch(text, true)
}
