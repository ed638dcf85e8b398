// Moments as shops write them. Pure: the zone of the process has no part in it.
import { ZONE_MS } from '../clock.js'

/** A zone behind a time of day, or one in letters; JavaScript's own dates name it once more in brackets. */
const zoned = /(?:\dZ|UTC|GMT|:\d{2}(?:\.\d+)?\s*(?:UTC|GMT)?[+-]\d{2}(?::?\d{2})?)(?:\s*\(.*\))?$/i

/** Numbers below it are seconds: as milliseconds they would be of the first days of 1973 and before. */
const SECONDS_END = 1e11

/** Epoch milliseconds of a text, or of a number of seconds or milliseconds since the epoch; NaN when it is no moment. */
export function momentIn(value: unknown): number {
  if (typeof value === 'number') return fromEpoch(value)
  if (typeof value !== 'string') return Number.NaN
  const text = value.trim()
  if (/^(?:\d{10}|\d{13})$/.test(text)) return fromEpoch(Number(text))
  // With a blank in the place of the T the letters of a zone are understood behind it, and short offsets, too.
  const spaced = text.replace(/(\d)T(?=\d)/, '$1 ')
  return zoned.test(spaced) ? Date.parse(spaced) : Date.parse(`${spaced} UTC`) - ZONE_MS
}

/** 0 is a shop's way to say that there is no moment. */
function fromEpoch(value: number): number {
  const ms = value < SECONDS_END ? value * 1000 : value
  return ms > 0 && ms <= Date.UTC(9999, 11, 31) ? ms : Number.NaN
}
