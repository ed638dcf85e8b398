// Loads the Chinese segmenter with its dictionary: about 0.2 s and 36 MB, so it runs in workers only.
import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'
import type { Segmenter } from './names.js'

export function loadSegmenter(): Segmenter {
  const jieba = Jieba.withDict(dict)
  return {
    // Without the hidden Markov model: it glues unknown names to their neighbours, and cuts then depend on what follows.
    cut: han => jieba.cut(han, false),
    isName: word => jieba.tag(word, false)[0]?.tag.startsWith('nr') === true,
  }
}
