// Times that an operator names in a request.
import { invalid } from '../chat/question.js'

/** Epoch milliseconds; undefined when no time is named. Throws Problem 'invalid-field' about `field`. */
export function momentIn(field: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const at = Date.parse(text)
  if (Number.isNaN(at)) throw invalid([{ field, message: 'must be a date and time' }])
  return at
}
