// What a sentence can claim of an order, in one form for answers and sources.

export type Claim =
  | { readonly kind: 'amount'; readonly value: number }
  /** Absent parts are not claimed. Months count from 1; weekdays from 1, Monday. */
  | {
      readonly kind: 'date'
      readonly year?: number
      readonly month?: number
      readonly day?: number
      readonly weekday?: number
    }
  /** Days from today: 明天 is 1. */
  | { readonly kind: 'day'; readonly offset: number }
  /** Open: of either half of the day. */
  | { readonly kind: 'time'; readonly minutes: number; readonly isOpen?: boolean }
  | { readonly kind: 'part'; readonly part: DayPart }
  | { readonly kind: 'period'; readonly period: Period }
  | { readonly kind: 'span'; readonly hours: number }
  | { readonly kind: 'state'; readonly state: string }

/** Of a day, without an hour. */
export type DayPart = 'night' | 'morning' | 'noon' | 'afternoon' | 'evening'
/** Of days, without a date. */
export type Period =
  | 'last-week'
  | 'this-week'
  | 'next-week'
  | 'weekend'
  | 'next-weekend'
  | 'month-start'
  | 'month-end'
  | 'last-month'
  | 'next-month'
