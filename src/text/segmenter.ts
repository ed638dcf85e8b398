// Chinese word segmentation: the one place that loads the dictionary (about 40 MB and 0.3 s, so in workers only).
import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'

export interface Segmenter {
  /** Overlapping words, for search. */
  cutForSearch(text: string): readonly string[]
  /** Words of the dictionary only: guesses at unknown words would depend on what follows them. */
  cut(han: string): readonly string[]
  /** The dictionary knows the word as a person's name. The first call takes 0.1 s: it reads the whole dictionary. */
  isName(word: string): boolean
}

export function createSegmenter(): Segmenter {
  const jieba = Jieba.withDict(dict)
  let names: ReadonlySet<string> | undefined
  return {
    cutForSearch: text => jieba.cutForSearch(text, true),
    cut: han => jieba.cut(han, false),
    isName(word) {
      names ??= namesIn(new TextDecoder().decode(dict))
      return names.has(word)
    },
  }
}

/** The dictionary has one word a line: `word frequency tag`; tags of personal names start with nr. */
function namesIn(dictionary: string): ReadonlySet<string> {
  const names = new Set<string>()
  for (const match of dictionary.matchAll(/^(\S{2,4}) \d+ nr/gm)) if (match[1]) names.add(match[1])
  return names
}
