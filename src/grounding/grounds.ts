// The sources of an answer's claims: tools' results, the shop's FAQ, the customer's words. Finds the sentences of an
// answer with a claim of no source. Pure.
import { type Claim, claimsIn } from './claim.js'
import { withArabic } from './numerals.js'
import { sentencesOf } from './sentences.js'
import { withImplied } from './states.js'

export interface GroundText {
  /** A result holds fields: words and numbers without a sentence around them. */
  readonly kind: 'result' | 'text'
  readonly text: string
}

export interface Grounds {
  add(ground: GroundText): void
  /** True when every claim of the sentence has a source. */
  hold(sentence: string): boolean
}

/** Offset of the shop's clock, which decides the day of "tomorrow". */
const ZONE_MS = 8 * 3_600_000
const DAY_MS = 86_400_000

/** `now` is epoch milliseconds. */
export function createGrounds(now: number): Grounds {
  const today = Math.floor((now + ZONE_MS) / DAY_MS)
  const told: Claim[] = []
  const states = new Set<string>()

  function keep(claim: Claim): void {
    if (claim.kind !== 'state') told.push(claim)
    else for (const state of withImplied(claim.state)) states.add(state)
  }

  const dateOf = (claim: Claim) => resolved(claim, today)

  function isTold(claim: Claim): boolean {
    switch (claim.kind) {
      case 'state':
        return states.has(claim.state)
      case 'amount':
        return told.some(one => one.kind === 'amount' && Math.abs(one.value - claim.value) < 0.005)
      case 'time':
        return told.some(one => one.kind === 'time' && one.minutes === claim.minutes)
      case 'span':
        return told.some(one => sameSpan(one, claim.hours, dateOf, today))
      case 'day':
        return (
          told.some(one => one.kind === 'day' && one.offset === claim.offset) || hasDay(today + claim.offset)
        )
      case 'date':
        return told.some(one => one.kind === 'date' && isPart(claim, one)) || isKnownDay(claim)
    }
  }

  const hasDay = (day: number) => told.some(one => dateOf(one) === day)

  /** True when a source names the claim's day in other words, as a weekday or as tomorrow. */
  function isKnownDay(claim: Claim & { readonly kind: 'date' }): boolean {
    return told.some(one => {
      const day = dateOf(one)
      return day !== undefined && isPart(claim, partsOf(day))
    })
  }

  return {
    add: ground => claimsOf(ground).forEach(keep),
    hold: sentence => claimsIn(withArabic(sentence)).every(isTold),
  }
}

function claimsOf({ kind, text }: GroundText): readonly Claim[] {
  if (kind === 'text') return sentencesOf(withArabic(text)).flatMap(sentence => claimsIn(sentence))
  const written = withArabic(text.replaceAll('_', ' '))
  return [...claimsIn(written, true), ...bareNumbers(written), ...shopTimes(text)]
}

/** True when every part of the claim is part of the other date. */
function isPart(claim: Claim & { readonly kind: 'date' }, whole: Claim & { readonly kind: 'date' }): boolean {
  return (['year', 'month', 'day', 'weekday'] as const).every(
    part => claim[part] === undefined || claim[part] === whole[part],
  )
}

/** The claim's day, counted from the epoch; without a year the nearest such day. */
function resolved(claim: Claim, today: number): number | undefined {
  if (claim.kind === 'day') return today + claim.offset
  if (claim.kind !== 'date') return undefined
  const { month, day } = claim
  if (month === undefined || day === undefined) return undefined
  const thisYear = new Date(today * DAY_MS).getUTCFullYear()
  const years = claim.year === undefined ? [thisYear - 1, thisYear, thisYear + 1] : [claim.year]
  const days = years.map(year => Date.UTC(year, month - 1, day) / DAY_MS)
  return days.sort((a, b) => Math.abs(a - today) - Math.abs(b - today))[0]
}

function partsOf(day: number): Claim & { readonly kind: 'date' } {
  const date = new Date(day * DAY_MS)
  return {
    kind: 'date',
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay() || 7,
  }
}

/** True when a source gives the same length of time, or a day at that distance from today. */
function sameSpan(
  one: Claim,
  hours: number,
  dateOf: (claim: Claim) => number | undefined,
  today: number,
): boolean {
  if (one.kind === 'span') return Math.abs(one.hours - hours) < 0.01
  const day = dateOf(one)
  return day !== undefined && hours > 0 && Math.abs(day - today) * 24 === hours
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
