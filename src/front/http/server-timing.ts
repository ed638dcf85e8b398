// The Server-Timing header of a turn's reply (W3C Server Timing): the milliseconds that each step took, those that took
// none left out. `vendor` is a part of `answer`; the others and `rest`, the step under way, add up to `total`.
import type { Steps } from '../../dialog/chat.js'

export function serverTiming(steps: Readonly<Steps>, totalMs: number): string {
  const { frontMs, maskMs, placeMs, answerMs, vendorMs, commitMs } = steps
  const restMs = totalMs - frontMs - maskMs - placeMs - answerMs - commitMs
  return (
    share('front', frontMs) +
    share('mask', maskMs) +
    share('place', placeMs) +
    share('answer', answerMs) +
    share('vendor', vendorMs) +
    share('commit', commitMs) +
    share('rest', restMs) +
    total(totalMs)
  )
}

/** Of a turn that was refused before it had any other step. */
export function refusalTiming(totalMs: number): string {
  return share('front', totalMs) + total(totalMs)
}

function share(name: string, ms: number): string {
  return ms > 0 ? `${name};dur=${Math.round(ms)}, ` : ''
}

function total(ms: number): string {
  return `total;dur=${Math.round(Math.max(0, ms))}`
}
