// Precision and recall of a detector over labelled messages. A label counts as found when hits of its kind cover all
// of it; a hit counts as right when it touches a label of its kind. What kind a miss was is not the detector's luck.
import type { Label, Message } from '../../perf/benches/masking/corpus.js'

export type Detector = (text: string) => readonly Label[]

export interface KindScore {
  labels: number
  found: number
  hits: number
  right: number
}

export interface Score {
  readonly kinds: ReadonlyMap<string, KindScore>
  readonly clean: number
  /** Clean messages with a hit. */
  readonly altered: number
}

export function score(messages: readonly Message[], detect: Detector): Score {
  const kinds = new Map<string, KindScore>()
  const of = (kind: string) => {
    const row = kinds.get(kind) ?? { labels: 0, found: 0, hits: 0, right: 0 }
    kinds.set(kind, row)
    return row
  }
  let clean = 0
  let altered = 0
  for (const { text, labels } of messages) {
    const hits = detect(text)
    for (const label of labels) {
      of(label.kind).labels++
      if (isCovered(label, hits)) of(label.kind).found++
    }
    for (const hit of hits) {
      of(hit.kind).hits++
      if (isRight(hit, labels)) of(hit.kind).right++
    }
    if (labels.length > 0) continue
    clean++
    if (hits.length > 0) altered++
  }
  return { kinds, clean, altered }
}

/** Lines that show what went wrong. */
export function misses(messages: readonly Message[], detect: Detector): string[] {
  return messages.flatMap(({ text, labels }) => {
    const hits = detect(text)
    const missed = labels.filter(label => !isCovered(label, hits)).map(label => show('missed', text, label))
    const wrong = hits.filter(hit => !isRight(hit, labels)).map(hit => show('wrong', text, hit))
    return missed.length + wrong.length > 0 ? [`${text}  ${[...missed, ...wrong].join('  ')}`] : []
  })
}

export function table({ kinds, clean, altered }: Score): string {
  const rows = [...kinds]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([kind, k]) => {
      const precision = share(k.right, k.hits)
      return `| ${kind} | ${k.labels} | ${share(k.found, k.labels)} | ${precision} |`
    })
  const head = '| kind | labels | recall | precision |\n| --- | --- | --- | --- |'
  return `${head}\n${rows.join('\n')}\n\naltered clean messages: ${altered} of ${clean} (${share(altered, clean)})`
}

function share(part: number, whole: number): string {
  return whole === 0 ? '-' : (part / whole).toFixed(3)
}

function show(what: string, text: string, { kind, start, end }: Label): string {
  return `${what} ${kind} "${text.slice(start, end)}"`
}

function isCovered(label: Label, hits: readonly Label[]): boolean {
  return hits.some(hit => hit.kind === label.kind && hit.start <= label.start && hit.end >= label.end)
}

function isRight(hit: Label, labels: readonly Label[]): boolean {
  return labels.some(label => label.kind === hit.kind && hit.start < label.end && hit.end > label.start)
}
