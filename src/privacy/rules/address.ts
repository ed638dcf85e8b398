// Address details. The region (province, city, district, county) stays; street, estate or village and what follows are
// starred. How the parts of a detail are read stands in address-row.ts.
import { charSet, HAN, isAlnum, isHan } from '../chars.js'
import { chainStart } from '../hold.js'
import { addressStars, type Clause, PLACE_LIKE, type Rule, type Span } from '../rule.js'
import { cuesIn, type RegionPiece, regionsIn } from './address-region.js'
import { type AddressRow, firstPart, holdsAnchor, readRow } from './address-row.js'
import { createStretch, type Stretch } from './address-stretch.js'
import { addressCue, destinationCue, notInAddress, notPlace } from './address-words.js'

const cueMax = 14
/** Characters that may stand between a cue and the region it announces. */
const gapMax = 2
/** A detail starts at most a name and a half-written place word before what makes it one. */
const undecidedMax = 12

/** A builder of estates and a village's shop: here what no address holds is part of a name. */
const namesPlace = new Set(['美的', '小卖'])
const namesPlaceEnd = charSet('的卖')

export const address: Rule = { needs: HAN, findsIn: PLACE_LIKE, find, hold }

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
  if (!holdsAnchor(stretch)) return spans
  const announced = announcementsIn(stretch)
  for (let at = stretch.start, i = 0; at < stretch.end; ) {
    while ((announced[i]?.end ?? stretch.end + 1) <= at) i++
    const { from, end, hint } = partAt(clause, stretch, { at, next: announced[i] })
    const row = readRow({ ...stretch, end }, from)
    if (row && isDetail(row, hint)) spans.push(spanOf(row, hint))
    at = row?.end ?? end
  }
  return spans
}

/** Where to look for a row: behind the announcement that starts here, or up to the next one. */
function partAt(
  clause: Clause,
  stretch: Stretch,
  { at, next }: { at: number; next: Announcement | undefined },
) {
  if (next && next.start <= at) return { from: next.end, end: next.until, hint: next }
  const from = placeStart(stretch, at)
  return { from, end: next?.start ?? stretch.end, hint: bareHint(clause, from) }
}

/** A region or a cue, and until where what follows belongs to it. */
interface Announcement extends Hint, RegionPiece {
  readonly until: number
}

/** Regions and cues in order; a region right behind a cue is one with it. */
function announcementsIn({ text, start, end }: Stretch): readonly Announcement[] {
  const cues = cuesIn(text, start, end)
  let near = 0
  const regions = regionsIn(text, start, end).map(piece => {
    while ((cues[near]?.end ?? end) < piece.start - gapMax) near++
    const cue = cues[near]
    const isCued = cue !== undefined && cue.start < piece.start
    return { start: isCued ? cue.start : piece.start, end: piece.end, hasRegion: true, isCued }
  })
  const taken = new Set(regions.map(region => region.start))
  const others = cues.filter(cue => !taken.has(cue.start))
  return [...regions, ...others.map(cue => ({ ...cue, hasRegion: false, isCued: true }))]
    .sort((a, b) => a.start - b.start)
    .map(one => ({ ...one, until: cues[firstFrom(cues, one.end)]?.start ?? end }))
}

/** The index of the first piece that starts at or behind an offset. */
function firstFrom(pieces: readonly RegionPiece[], at: number): number {
  let low = 0
  let high = pieces.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((pieces[middle]?.start ?? at) < at) low = middle + 1
    else high = middle
  }
  return low
}

/** The hint before an offset where neither region nor cue starts. */
function bareHint({ text, from }: Clause, at: number): Hint {
  const before = text.slice(Math.max(from, at - cueMax), at)
  return { hasRegion: false, isCued: addressCue.test(before), isDestination: destinationCue.test(before) }
}

function spanOf({ start, end }: AddressRow, { hasRegion }: Hint): Span {
  const rule = hasRegion ? 'address-region' : 'address'
  return { kind: 'address', rule, start, end, stars: addressStars(end - start) }
}

/** 凤凰城3期8座2701, 下洼村东头, 青年路和文化路交叉口. */
function tellsItself(row: AddressRow): boolean {
  if (row.spots > 0 && (row.villages > 0 || row.roads > 1)) return true
  return row.others > 0 && row.units > 0 && row.numbers > (row.rooms > 0 ? 2 : 3)
}

function isDetail(row: AddressRow, hint: Hint): boolean {
  const places = row.roads + row.estates + row.villages
  if (row.units >= 2 || (places > 0 && row.units > 0)) return true
  if ((row.roads > 0 && row.numbers > 0) || (row.loose > 0 && row.units > 0 && row.numbers > 1)) return true
  if ((row.buildings > 0 && row.numbers > 1) || tellsItself(row)) return true
  if (hint.hasRegion || hint.isCued) {
    const named = row.estates + row.villages + row.gates
    return named + row.units > 0 || row.roads > 1 || (row.roads > 0 && row.numbers + row.others > 0)
  }
  return hint.isDestination === true && row.estates + row.units + row.gates > 0
}

/** Behind words such as 快递 or 送货, which are no part of a place's name. */
function placeStart({ text }: Stretch, from: number): number {
  notPlace.lastIndex = from
  return from + (notPlace.exec(text)?.[0].length ?? 0)
}

function isAddressUnit(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  if (isHan(unit)) {
    if (!notInAddress(unit)) return true
    return namesPlaceEnd(unit) && namesPlace.has(text.slice(at - 1, at + 1))
  }
  return isAlnum(unit) || ' ()#·-:'.includes(text.charAt(at))
}

/** From the first part or region of the last stretch on all of it waits, before that what a part could begin with. */
function hold(clause: Clause): number {
  const { text, from, to } = clause
  let start = to
  while (start > from && isAddressUnit(text, start - 1)) start--
  const undecided = Math.min(chainStart(clause), to) - undecidedMax
  const first = Math.min(
    firstPart(createStretch(text, start, to)),
    regionsIn(text, start, to)[0]?.start ?? to,
  )
  return Math.max(start, Math.min(first, undecided))
}
