// The hours of a shop's people: a week in the shop's time zone, and days that differ from it. Pure; the time is handed
// in.

/** From and to as `HH:MM` of the shop's clock; `24:00` is the end of the day. */
export type OpenSpan = readonly [from: string, to: string]

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof WEEKDAYS)[number]

export interface HoursDocument {
  /** IANA name. */
  readonly timezone: string
  /** A day that is not named is closed. */
  readonly week: { readonly [day in Weekday]?: readonly OpenSpan[] }
  /** By `YYYY-MM-DD` of the shop's calendar: spans that replace those of the weekday, [] when closed. */
  readonly days: Readonly<Record<string, readonly OpenSpan[]>>
}

/** Times are epoch milliseconds. */
export interface OpeningHours {
  isOpen(at: number): boolean
  /** The next opening after this time; undefined when there is none within a year. */
  nextOpenAt(at: number): number | undefined
}

interface LocalTime {
  /** `YYYY-MM-DD`. */
  readonly date: string
  /** Minutes since midnight of the shop's clock. */
  readonly minute: number
}

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const DAYS_AHEAD = 366

export function openingHours({ timezone, week, days }: HoursDocument): OpeningHours {
  const clock = createLocalClock(timezone)
  const spansOf = (date: string) => (days[date] ?? week[weekdayOf(date)] ?? []).map(minutesOf)
  const isWithin = ({ date, minute }: LocalTime) =>
    spansOf(date).some(([from, to]) => from <= minute && minute < to)

  return {
    isOpen: at => isWithin(clock.read(at)),
    nextOpenAt(at) {
      const today = clock.read(at).date
      for (let ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
        const date = dayAfter(today, ahead)
        for (const [minute] of spansOf(date)) {
          const opensAt = clock.instantOf({ date, minute })
          if (opensAt > at) return opensAt
        }
      }
      return undefined
    },
  }
}

export function minutesOf([from, to]: OpenSpan): readonly [from: number, to: number] {
  return [minuteOf(from), minuteOf(to)]
}

function minuteOf(time: string): number {
  const [hours, minutes] = time.split(':')
  return Number(hours) * 60 + Number(minutes)
}

function weekdayOf(date: string): Weekday {
  const sundayFirst = new Date(`${date}T00:00:00Z`).getUTCDay()
  return WEEKDAYS[(sundayFirst + 6) % 7] ?? 'mon'
}

function dayAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

/** Local time of a time zone. */
function createLocalClock(timezone: string) {
  let format: Intl.DateTimeFormat | undefined
  /** Made at the first use, because the engine's calendars take a good part of a process's start. */
  const calendar = () =>
    (format ??= new Intl.DateTimeFormat('en-CA', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    }))

  function read(at: number): LocalTime {
    const parts = new Map(
      calendar()
        .formatToParts(at)
        .map(({ type, value }) => [type, value]),
    )
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? ''
    return {
      date: `${part('year')}-${part('month')}-${part('day')}`,
      minute: Number(part('hour')) * 60 + Number(part('minute')),
    }
  }

  /** The shop's clock ahead of UTC, in milliseconds. */
  function offsetAt(at: number): number {
    const { date, minute } = read(at)
    return wallOf({ date, minute }) - Math.floor(at / MINUTE_MS) * MINUTE_MS
  }

  return {
    read,
    /** The first instant at which the clock shows that time; a later one where the clock leaps over it. */
    instantOf(local: LocalTime): number {
      const wall = wallOf(local)
      const offsets = [offsetAt(wall - DAY_MS), offsetAt(wall + DAY_MS)]
      let at = wall - Math.max(...offsets)
      // Clocks change by whole minutes and by a few hours at most, so this loop is short.
      while (wallOf(read(at)) < wall) at += MINUTE_MS
      return at
    },
  }
}

/** A time of the wall clock, as if it were UTC. */
function wallOf({ date, minute }: LocalTime): number {
  return Date.parse(`${date}T00:00:00Z`) + minute * MINUTE_MS
}
