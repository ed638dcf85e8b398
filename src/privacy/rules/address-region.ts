// Regions and cues in a stretch of text, found in one pass: everything up to a region's end stays readable.
import { isHan } from '../chars.js'
import { createWordList } from '../word-list.js'
import { bareRegions, bareSuffix, isRegionSuffix, isStreetName, regionSuffixes } from './address-words.js'

export interface RegionPiece {
  readonly start: number
  readonly end: number
}

const nameMax = 5
const bare = createWordList(bareRegions)
const suffixLeads = ['', '自治', '地', '新', '园', '开发', '高新']

/** Region parts that follow one another make one piece; a district ends it, so that 中山区北京路 keeps its road. */
export function regionsIn(text: string, start: number, end: number): readonly RegionPiece[] {
  const pieces: RegionPiece[] = []
  let isClosed = true
  for (let at = start, floor = start; at < end; at++) {
    const part = bareAt(text, at, end) ?? suffixedAt(text, at, floor)
    if (!part) continue
    const last = pieces.at(-1)
    if (last && !isClosed && part.start - last.end <= 1)
      pieces[pieces.length - 1] = { start: last.start, end: part.end }
    else pieces.push(part)
    isClosed = /[区县旗]/.test(text.charAt(part.end - 1)) && !text.endsWith('自治区', part.end)
    floor = part.end
    at = part.end - 1
  }
  return pieces
}

/** A province or city by its bare name, with its suffix when it has one. */
function bareAt(text: string, at: number, end: number): RegionPiece | undefined {
  const length = bare.longestAt(text, at)
  if (length === 0) return undefined
  const nameEnd = at + length
  const partEnd = nameEnd + lengthAt(bareSuffix, text, nameEnd)
  return partEnd > end || lengthAt(isStreetName, text, partEnd) > 0 ? undefined : { start: at, end: partEnd }
}

/** A name of up to five characters that ends in 市, 区, 县 … at `at`. */
function suffixedAt(text: string, at: number, floor: number): RegionPiece | undefined {
  if (!regionSuffixes(text.charCodeAt(at))) return undefined
  if (!suffixLeads.some(lead => isSuffixAt(text, lead, at))) return undefined
  let start = at
  while (start > floor && at - start < nameMax && isHan(text.charCodeAt(start - 1))) start--
  return start < at ? { start, end: at + 1 } : undefined
}

/** A suffix ends at `at` that begins with the lead. */
function isSuffixAt(text: string, lead: string, at: number): boolean {
  const from = at - lead.length
  if (from < 0 || !text.startsWith(lead, from)) return false
  return from + lengthAt(isRegionSuffix, text, from) === at + 1
}

function lengthAt(sticky: RegExp, text: string, at: number): number {
  sticky.lastIndex = at
  return sticky.exec(text)?.[0].length ?? 0
}

/** Words that announce an address. */
export function cuesIn(text: string, start: number, end: number): readonly RegionPiece[] {
  const pieces: RegionPiece[] = []
  for (const match of text.slice(start, end).matchAll(/(?:地址|住址)(?:已|成|:|\s)*/g)) {
    pieces.push({ start: start + match.index, end: start + match.index + match[0].length })
  }
  return pieces
}
