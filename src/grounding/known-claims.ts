// Claims of the sources of an answer, so kept that looking one up costs the same however many there are. Pure.
import type { Claim, DayPart, Period } from './claim-kinds.js'
import { withImplied } from './states.js'

export interface KnownClaims {
  add(claim: Claim): void
  /** A source makes the claim, maybe in other words: a date as tomorrow, three days as the day that they end on. */
  has(claim: Claim): boolean
}

type DateClaim = Claim & { readonly kind: 'date' }

const DAY_MS = 86_400_000
/** In minutes. */
const NOON = 720
/** Days and dates that are remembered of the sources; nobody is told of more. */
const DATES = 500

/** `today` is the day of the shop, counted from the epoch. */
export function createKnownClaims(today: number): KnownClaims {
  const states = new Set<string>()
  const cents = new Set<number>()
  const times = new Set<number>()
  const parts = new Set<DayPart>()
  const periods = new Set<Period>()
  const spans = new Set<number>()
  const dates = new Map<string, DateClaim>()
  const days = new Map<number, DateClaim>()

  function addDay(day: number | undefined): void {
    if (day !== undefined && days.size < DATES) days.set(day, partsOf(day))
  }

  const isKnownDate = (claim: DateClaim) =>
    [...dates.values(), ...days.values()].some(date => isPart(claim, date))

  const endsOnKnownDay = (hours: number) => {
    const ahead = hours / 24
    return hours > 0 && (days.has(today + ahead) || days.has(today - ahead))
  }

  return {
    add(claim) {
      switch (claim.kind) {
        case 'state':
          for (const state of withImplied(claim.state)) states.add(state)
          return
        case 'amount':
          return void cents.add(hundredths(claim.value))
        case 'time':
          return void times.add(claim.minutes)
        case 'part':
          return void parts.add(claim.part)
        case 'period':
          return void periods.add(claim.period)
        case 'span':
          return void spans.add(hundredths(claim.hours))
        case 'day':
          return addDay(today + claim.offset)
        case 'date':
          if (dates.size < DATES) dates.set(JSON.stringify(claim), claim)
          addDay(dayOf(claim, today))
      }
    },
    has(claim) {
      switch (claim.kind) {
        case 'state':
          return states.has(claim.state)
        case 'amount':
          return cents.has(hundredths(claim.value))
        case 'time':
          return times.has(claim.minutes) || (claim.isOpen === true && times.has(claim.minutes + NOON))
        case 'part':
          return parts.has(claim.part) || [...times].some(minutes => isIn(claim.part, minutes))
        case 'period':
          return periods.has(claim.period) || [...days.keys()].some(day => isWithin(claim.period, day, today))
        case 'span':
          return spans.has(hundredths(claim.hours)) || endsOnKnownDay(claim.hours)
        case 'day':
          return days.has(today + claim.offset)
        case 'date':
          return isKnownDate(claim)
      }
    },
  }
}

/** From and to, in hours; people do not agree on where one ends and the next begins. */
const hoursOf: Readonly<Record<DayPart, readonly [number, number]>> = {
  night: [0, 6],
  morning: [5, 12],
  noon: [11, 14],
  afternoon: [12, 19],
  evening: [17, 24],
}

function isIn(part: DayPart, minutes: number): boolean {
  const [from, to] = hoursOf[part]
  return minutes >= 60 * from && minutes <= 60 * to
}

function isWithin(period: Period, day: number, today: number): boolean {
  const [there, here] = [partsOf(day), partsOf(today)]
  const weeks = Math.floor((day - today + (here.weekday ?? 1) - 1) / 7)
  switch (period) {
    case 'last-week':
      return weeks === -1
    case 'this-week':
      return weeks === 0
    case 'next-week':
      return weeks === 1
    case 'weekend':
      return (there.weekday ?? 1) > 5
    case 'next-weekend':
      return (there.weekday ?? 1) > 5 && weeks === 1
    case 'month-start':
      return (there.day ?? 0) <= 10
    case 'month-end':
      return (there.day ?? 0) >= 21
    case 'last-month':
      return ((here.month ?? 0) - (there.month ?? 0) + 12) % 12 === 1
    case 'next-month':
      return ((there.month ?? 0) - (here.month ?? 0) + 12) % 12 === 1
  }
}

function hundredths(value: number): number {
  return Math.round(value * 100)
}

/** The claim's parts are all parts of the other. */
function isPart(claim: DateClaim, whole: DateClaim): boolean {
  return (['year', 'month', 'day', 'weekday'] as const).every(
    part => claim[part] === undefined || claim[part] === whole[part],
  )
}

/** The day that a date names, counted from the epoch; a year that is not named is the nearest. */
function dayOf({ year, month, day }: DateClaim, today: number): number | undefined {
  if (month === undefined || day === undefined) return undefined
  const thisYear = new Date(today * DAY_MS).getUTCFullYear()
  const years = year === undefined ? [thisYear - 1, thisYear, thisYear + 1] : [year]
  const days = years.map(each => Date.UTC(each, month - 1, day) / DAY_MS)
  return days.sort((a, b) => Math.abs(a - today) - Math.abs(b - today))[0]
}

/** A day in all its parts. */
export function partsOf(day: number): DateClaim {
  const date = new Date(day * DAY_MS)
  return {
    kind: 'date',
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay() || 7,
  }
}
