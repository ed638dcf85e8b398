// Loads the Chinese segmenter with its dictionary: about 0.3 s and 40 MB, so it runs in workers only.
import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'
import type { Segmenter } from './names.js'

export function loadSegmenter(): Segmenter {
  const jieba = Jieba.withDict(dict)
  const names = namesIn(new TextDecoder().decode(dict))
  return {
    // Without the hidden Markov model: it glues unknown names to their neighbours, and cuts then depend on what follows.
    cut: han => jieba.cut(han, false),
    isName: word => names.has(word),
  }
}

/** The dictionary has one word a line: `word frequency tag`; tags of personal names start with nr. */
function namesIn(dictionary: string): ReadonlySet<string> {
  const names = new Set<string>()
  for (const match of dictionary.matchAll(/^(\S{2,4}) \d+ nr/gm)) if (match[1]) names.add(match[1])
  return names
}
