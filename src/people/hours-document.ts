// The opening hours of a shop as a document; without one a shop is always open.
import { shopDocument } from '../documents/documents.js'
import { below, type Check, fault, type JsonRules, listOf } from '../documents/fields.js'
import { type JsonDocumentType, jsonDocument } from '../documents/json-document.js'
import { isRecord } from '../json.js'
import type { FieldFault } from '../problem.js'
import { type HoursDocument, minutesOf, type OpenSpan, WEEKDAYS } from './hours.js'

const SPANS_MAX = 10
const DAYS_MAX = 400
const ALL_DAY: readonly OpenSpan[] = [['00:00', '24:00']]

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/

const span: Check = value =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every(time => typeof time === 'string' && TIME.test(time))
    ? []
    : [fault('must be two times such as ["08:00","23:00"]')]

const spans: Check = value => {
  const faults = listOf(span, SPANS_MAX)(value)
  return faults.length > 0 ? faults : orderOf((value as readonly OpenSpan[]).map(minutesOf))
}

/** A night shift is two spans, one on each day. */
function orderOf(times: readonly (readonly [number, number])[]): readonly FieldFault[] {
  return times.flatMap(([from, to], i) => {
    if (from >= to)
      return [{ field: `/${i}`, message: 'must end after it begins, and at 24:00 at the latest' }]
    const isLate = from >= (times[i - 1]?.[1] ?? 0)
    return isLate ? [] : [{ field: `/${i}`, message: 'must begin after the one before it has ended' }]
  })
}

const timezone: Check = value =>
  isTimezone(value) ? [] : [fault('must be a time zone such as Asia/Shanghai')]

function isTimezone(value: unknown): boolean {
  if (typeof value !== 'string') return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return true
  } catch {
    return false // RangeError: Intl knows no such zone.
  }
}

/** An object whose fields have these names and hold spans. */
function spansBy(isName: (name: string) => boolean, message: string): Check {
  return value => {
    if (!isRecord(value)) return [fault('must be a JSON object')]
    const entries = Object.entries(value)
    if (entries.length > DAYS_MAX) return [fault(`must hold at most ${DAYS_MAX} days`)]
    return entries.flatMap(([name, one]) => below(`/${name}`, isName(name) ? spans(one) : [fault(message)]))
  }
}

function isDate(name: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(name)) return false
  const at = Date.parse(`${name}T00:00:00Z`)
  // Date.parse reads 30 February as a day of March.
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(name)
}

const rules: JsonRules<HoursDocument> = {
  defaults: {
    timezone: 'Asia/Shanghai',
    week: {
      mon: ALL_DAY,
      tue: ALL_DAY,
      wed: ALL_DAY,
      thu: ALL_DAY,
      fri: ALL_DAY,
      sat: ALL_DAY,
      sun: ALL_DAY,
    },
    days: {},
  },
  checks: {
    timezone,
    week: spansBy(name => WEEKDAYS.some(day => day === name), `must be one of ${WEEKDAYS.join(', ')}`),
    days: spansBy(isDate, 'must be a date such as 2026-11-11'),
  },
}

/** `file` is HOURS_FILE, parsed; undefined without one. Throws Problem 'invalid-field'. */
export function hoursDocument(file: unknown): JsonDocumentType<HoursDocument> {
  return jsonDocument(shop => shopDocument('hours', shop), rules, file)
}
