// The labelled messages: own text, `⟦kind:value⟧` around what must be starred. `tune` may be looked at while rules
// are written, `held` was only measured until its last misses were looked at. The `fresh` batches were written by
// people who had not seen the rules, `fresh-a` and `fresh-b` by one, `fresh-c` by another; each was measured before
// any rule knew it and has been used for tuning since.
import { readFileSync } from 'node:fs'
import { packageRoot } from '../../../src/root.js'

export interface Label {
  readonly kind: string
  readonly start: number
  readonly end: number
}

export interface Message {
  readonly text: string
  readonly labels: readonly Label[]
}

export type Split = 'tune' | 'held' | 'fresh-a' | 'fresh-b' | 'fresh-c'

export const splits: readonly Split[] = ['tune', 'held', 'fresh-a', 'fresh-b', 'fresh-c']

export function loadCorpus(split: Split): readonly Message[] {
  const file = new URL(`test/privacy/corpus/${split}.jsonl`, packageRoot)
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map(line => parseMarked((JSON.parse(line) as { marked: string }).marked))
}

function parseMarked(marked: string): Message {
  const labels: Label[] = []
  let text = ''
  let done = 0
  for (const match of marked.matchAll(/⟦(\w+):([^⟧]*)⟧/g)) {
    const [whole, kind = '', value = ''] = match
    text += marked.slice(done, match.index)
    labels.push({ kind, start: text.length, end: text.length + value.length })
    text += value
    done = match.index + whole.length
  }
  return { text: text + marked.slice(done), labels }
}
