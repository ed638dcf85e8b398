// Chinese word segmentation: the one place that loads the dictionary (about 36 MB and 0.2 s, so in workers only).
import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'

export interface Segmenter {
  /** Overlapping words, for search. */
  cutForSearch(text: string): readonly string[]
  /** Words of the dictionary only: guesses at unknown words would depend on what follows them. */
  cut(han: string): readonly string[]
  /** The dictionary knows the word as a person's name. */
  isName(word: string): boolean
}

export function createSegmenter(): Segmenter {
  const jieba = Jieba.withDict(dict)
  return {
    cutForSearch: text => jieba.cutForSearch(text, true),
    cut: han => jieba.cut(han, false),
    isName: word => jieba.tag(word, false)[0]?.tag.startsWith('nr') === true,
  }
}
