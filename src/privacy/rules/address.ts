// Address details. The region (province, city, district, county) stays; street, estate or village and what follows are
// starred. How the parts of a detail are read stands in address-row.ts.
import { HAN, isAlnum, isHan } from '../chars.js'
import type { Clause, Rule, Span } from '../rule.js'
import { createStretch, type Row, readRow, type Stretch } from './address-row.js'
import { addressCue, destinationCue, notInAddress, notPlace, region } from './address-words.js'

const cueMax = 14
/** A detail starts at most a name and a half-written telling word before what makes it one. */
const undecidedMax = 12

export const address: Rule = { needs: HAN, find, hold }

interface Hint {
  readonly hasRegion: boolean
  readonly isCued: boolean
  readonly isDestination: boolean
}

function find(clause: Clause): readonly Span[] {
  const spans: Span[] = []
  for (let at = clause.from; at < clause.to; ) {
    let end = at
    while (end < clause.to && isAddressUnit(clause.text, end)) end++
    if (end > at + 2) spans.push(...spansIn(clause, createStretch(clause.text, at, end)))
    at = end + 1
  }
  return spans
}

/** The details in one stretch of characters that addresses may hold. */
function spansIn({ text, from }: Clause, stretch: Stretch): readonly Span[] {
  const spans: Span[] = []
  for (let at = stretch.start; at < stretch.end; ) {
    const regionEnd = regionEndIn(text, at, stretch.end)
    const cueEnd = cueEndIn(text, at, stretch.end)
    const told = Math.max(regionEnd, cueEnd)
    const row = readRow(stretch, told > at ? told : placeStart(text, at, stretch.end))
    if (!row) break
    const before = text.slice(Math.max(from, at - cueMax), at)
    const hint = {
      hasRegion: regionEnd > at,
      isCued: cueEnd > at || addressCue.test(before),
      isDestination: destinationCue.test(before),
    }
    if (isDetail(row, hint)) spans.push(spanOf(row, hint))
    at = row.end
  }
  return spans
}

function spanOf({ start, end }: Row, { hasRegion }: Hint): Span {
  const rule = hasRegion ? 'address-region' : 'address'
  return { kind: 'address', rule, start, end, stars: '*'.repeat(end - start) }
}

function isDetail(row: Row, hint: Hint): boolean {
  const places = row.roads + row.estates + row.villages
  if (row.units >= 2 || (places > 0 && row.units > 0)) return true
  if ((row.roads > 0 && row.numbers > 0) || (row.loose > 0 && row.units > 0 && row.numbers > 1)) return true
  if (hint.hasRegion || hint.isCued) {
    return row.estates + row.villages + row.units > 0 || (places > 0 && row.numbers > 0)
  }
  return hint.isDestination && row.estates > 0
}

/** Region parts that follow one another; a district ends the region, so that 中山区北京路 keeps its road. */
function regionEndIn(text: string, start: number, end: number): number {
  let regionEnd = start
  for (const match of text.slice(start, end).matchAll(region)) {
    const at = start + match.index
    if (at - regionEnd > 1 && regionEnd > start) break
    regionEnd = at + match[0].length
    if (/[区县旗]$/.test(match[0]) && !match[0].endsWith('自治区')) break
  }
  return regionEnd
}

function cueEndIn(text: string, start: number, end: number): number {
  const cue = /(?:地址|住址)(?:已|成|:|\s)*/.exec(text.slice(start, end))
  return cue ? start + cue.index + cue[0].length : start
}

function placeStart(text: string, from: number, end: number): number {
  return from + (notPlace.exec(text.slice(from, end))?.[0].length ?? 0)
}

function isAddressUnit(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  if (isHan(unit)) return !notInAddress.has(text.charAt(at))
  return isAlnum(unit) || ' ()#·-:'.includes(text.charAt(at))
}

/** Once a part stands in the last stretch all of it waits, before that only what a part could still begin with. */
function hold({ text, from, to }: Clause): number {
  let start = to
  while (start > from && isAddressUnit(text, start - 1)) start--
  const isOpen =
    regionEndIn(text, start, to) > start || readRow(createStretch(text, start, to), start) !== undefined
  return isOpen ? start : Math.max(start, to - undecidedMax)
}
