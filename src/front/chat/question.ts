// A customer's text is checked before anything is spent on it. Its length is in code points, as people count.
import { type FieldFault, Problem } from '../../problem.js'
import { withoutInvisible } from '../../text/invisible.js'
import { hasVisible } from '../../text/visible.js'

/** The text as a person sees it, without the space around it: whatever comes after works with this one alone.
 *  Throws Problem 'invalid-field'. */
export function questionOf(raw: string, field: string, maxLength: number): string {
  const text = tidy(raw)
  const message = faultOf(text, maxLength)
  if (message !== undefined) throw invalid([{ field, message }])
  return text
}

/** The text without unseen characters and without space around it. */
export function tidy(raw: string): string {
  return trimSpace(withoutInvisible(raw))
}

export function invalid(errors: readonly FieldFault[]): Problem {
  return new Problem('invalid-field', { errors })
}

function faultOf(text: string, maxLength: number): string | undefined {
  if (!hasVisible(text)) return 'must hold at least one visible character'
  let length = 0
  for (let i = 0; i < text.length; i++, length++) {
    const code = text.charCodeAt(i)
    if (code === 0) return 'must not hold U+0000'
    if (code < 0xd800 || code > 0xdfff) continue
    const next = text.charCodeAt(i + 1)
    if (code > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return 'must not hold half a surrogate pair'
    i++
  }
  return length > maxLength ? `must have at most ${maxLength} characters` : undefined
}

// String.trim knows all of White_Space but U+0085; a regular expression would be quadratic on inner space.
function trimSpace(raw: string): string {
  let text = raw.trim()
  while (text.startsWith('\u0085') || text.endsWith('\u0085')) {
    text = text.slice(text.startsWith('\u0085') ? 1 : 0, text.endsWith('\u0085') ? -1 : undefined).trim()
  }
  return text
}
