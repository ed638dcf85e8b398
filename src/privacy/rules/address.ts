// Address details. The region (province, city, district, county) stays; street, estate or village and what follows are
// starred. How the parts of a detail are read stands in address-row.ts.
import { HAN, isAlnum, isHan } from '../chars.js'
import { chainStart } from '../hold.js'
import type { Clause, Rule, Span } from '../rule.js'
import { createStretch, firstPart, type Row, readRow, type Stretch } from './address-row.js'
import { addressCue, destinationCue, notInAddress, notPlace, region } from './address-words.js'

const cueMax = 14
/** A detail starts at most a name and a half-written telling word before what makes it one. */
const undecidedMax = 12

export const address: Rule = { needs: HAN, find, hold }

interface Hint {
  readonly hasRegion: boolean
  readonly isCued: boolean
  readonly isDestination?: boolean
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
function spansIn(clause: Clause, stretch: Stretch): readonly Span[] {
  const spans: Span[] = []
  for (let at = stretch.start; at < stretch.end; ) {
    const hint = hintFrom(stretch, at)
    const isAnnounced = hint.start === at
    const part = { ...stretch, end: isAnnounced ? hint.next : hint.start }
    const row = readRow(part, isAnnounced ? hint.end : placeStart(part, at))
    if (row && isDetail(row, isAnnounced ? hint : bareHint(clause, at)))
      spans.push(spanOf(row, isAnnounced && hint.hasRegion))
    at = row ? row.end : part.end
  }
  return spans
}

/** The next region or cue at or behind `at`: until its start there is neither, until `next` it holds. */
function hintFrom({ text, end }: Stretch, at: number) {
  const place = regionIn(text, at, end)
  const cue = cueIn(text, at, end)
  if (place.start <= cue.start)
    return { ...place, next: Math.max(place.end, cue.start), hasRegion: true, isCued: false }
  const isJoined = place.start < end && place.start - cue.end <= 2
  return { ...cue, end: isJoined ? place.end : cue.end, next: end, hasRegion: isJoined, isCued: true }
}

/** What stands before an offset where neither region nor cue starts. */
function bareHint({ text, from }: Clause, at: number): Hint {
  const before = text.slice(Math.max(from, at - cueMax), at)
  return { hasRegion: false, isCued: addressCue.test(before), isDestination: destinationCue.test(before) }
}

function spanOf({ start, end }: Row, hasRegion: boolean): Span {
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
  return hint.isDestination === true && row.estates > 0
}

interface Piece {
  readonly start: number
  readonly end: number
}

/** Region parts that follow one another; a district ends the region, so that 中山区北京路 keeps its road. */
function regionIn(text: string, from: number, end: number): Piece {
  let piece: Piece = { start: end, end }
  for (const match of text.slice(from, end).matchAll(region)) {
    const at = from + match.index
    const isFirst = piece.start === end
    if (!isFirst && at - piece.end > 1) break
    piece = { start: isFirst ? at : piece.start, end: at + match[0].length }
    if (/[区县旗]$/.test(match[0]) && !match[0].endsWith('自治区')) break
  }
  return piece
}

function cueIn(text: string, from: number, end: number): Piece {
  const cue = /(?:地址|住址)(?:已|成|:|\s)*/.exec(text.slice(from, end))
  const start = cue ? from + cue.index : end
  return { start, end: cue ? start + cue[0].length : end }
}

function placeStart({ text, end }: Stretch, from: number): number {
  return from + (notPlace.exec(text.slice(from, end))?.[0].length ?? 0)
}

function isAddressUnit(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  if (isHan(unit)) return !notInAddress.has(text.charAt(at))
  return isAlnum(unit) || ' ()#·-:'.includes(text.charAt(at))
}

/** From the first part or region of the last stretch on all of it waits, before that what a part could begin with. */
function hold(clause: Clause): number {
  const { text, from, to } = clause
  let start = to
  while (start > from && isAddressUnit(text, start - 1)) start--
  const undecided = Math.min(chainStart(clause), to) - undecidedMax
  const first = Math.min(firstPart(createStretch(text, start, to)), regionIn(text, start, to).start)
  return Math.max(start, Math.min(first, undecided))
}
