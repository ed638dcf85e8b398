// Greetings, thanks and goodbyes: answered from a small fixed table, never by a vendor, never learned.
// An 好的 or 嗯 is deliberately not among them: it may answer what the bot has just asked.
import type { FaqEntry } from './entries.js'
import { flatten } from './normalise.js'

/** The entry a text is, when it is nothing but small talk. */
export type Smalltalk = (text: string) => FaqEntry | undefined

/** `entries` are rows of the same shape as the FAQ's: the kind of small talk, its texts and the answer. */
export function createSmalltalk(entries: readonly FaqEntry[]): Smalltalk {
  const byText = new Map(
    entries.flatMap(entry => entry.questions.map(text => [flatten(text), entry] as const)),
  )
  return text => byText.get(flatten(text))
}
