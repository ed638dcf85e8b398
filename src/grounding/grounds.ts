// The sources of an answer's claims: tools' results, the shop's FAQ, the customer's words. Finds the sentences of an
// answer with a claim of no source. Pure.
import { ZONE_MS } from '../clock.js'
import { claimsIn, toldClaimsIn } from './claim.js'
import type { Claim } from './claim-kinds.js'
import { createKnownClaims, partsOf } from './known-claims.js'
import { withArabic } from './numerals.js'
import { sentencesOf } from './sentences.js'

export interface GroundText {
  /** A result holds fields: words and numbers without a sentence around them. */
  readonly kind: 'result' | 'text'
  readonly text: string
}

export interface Grounds {
  add(ground: GroundText): void
  /** Of each sentence: every claim of it has a source. */
  hold(sentences: readonly string[]): readonly boolean[]
}

const DAY_MS = 86_400_000

/** `now` is epoch milliseconds. */
export function createGrounds(now: number): Grounds {
  const known = createKnownClaims(Math.floor((now + ZONE_MS) / DAY_MS))
  return {
    add: ground => claimsOf(ground).forEach(known.add),
    hold: sentences => claimsIn(written(sentences)).map(claims => claims.every(known.has)),
  }
}

function claimsOf({ kind, text }: GroundText): readonly Claim[] {
  if (kind === 'text') return claimsIn(sentencesOf(withArabic(text))).flat()
  const result = withArabic(text.replaceAll('_', ' '))
  return [...toldClaimsIn(result), ...bareNumbers(result), ...shopTimes(text)]
}

/** Stands between sentences while their numerals are written, and in no sentence. */
const SEPARATOR = '\u0001'

function written(sentences: readonly string[]): readonly string[] {
  if (sentences.length === 0) return []
  const joined = sentences.map(sentence => sentence.replaceAll(SEPARATOR, ' ')).join(SEPARATOR)
  return withArabic(joined).split(SEPARATOR)
}

const bare = /"([^"]*)"\s*:\s*"?(\d{1,7}(?:\.\d{1,2})?)"?\s*[,}]/g
const noMoney = /count|qty|quantity|num|day|hour|week|month|year|id\b|no\b|level|rank/

/** A field that is only a number has its unit in its name, or is money. */
function bareNumbers(text: string): Claim[] {
  return Array.from(text.matchAll(bare), ([, name = '', value]): Claim[] => {
    const number = Number(value)
    if (/day/.test(name)) return [{ kind: 'span', hours: number * 24 }]
    if (/hour/.test(name)) return [{ kind: 'span', hours: number }]
    if (noMoney.test(name)) return []
    const inCents = /cent|fen\b/.test(name) ? [{ kind: 'amount', value: number / 100 } as const] : []
    return [{ kind: 'amount', value: number }, ...inCents]
  }).flat()
}

/** Moments with a zone, as the shop's clock shows them. */
function shopTimes(text: string): Claim[] {
  return Array.from(
    text.matchAll(/\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})/g),
    ([moment]): Claim[] => {
      const at = Date.parse(moment)
      if (Number.isNaN(at)) return []
      const shown = new Date(at + ZONE_MS)
      const { weekday: _, ...day } = partsOf(Math.floor(shown.getTime() / DAY_MS))
      return [day, { kind: 'time', minutes: shown.getUTCHours() * 60 + shown.getUTCMinutes() }]
    },
  ).flat()
}
