// Names in Latin letters. Any word could be one, so only right after a cue: 收货人 Tom Lee, my name is Lily.
import { classOf, LETTER } from '../chars.js'
import type { Clause } from '../rule.js'

const shape = /[A-Z][A-Za-z'’.-]{0,19}(?: [A-Z][A-Za-z'’.-]{0,19}){0,3}(?![\w*@])/y
/** Longer than any such name. */
const longest = 90
const noName =
  /^(?:qq|we ?chat|wx|vx|vip|id|tel|phone|mobile|email|e-mail|address|app|ok|sku|plus|pro|no|name|mr|ms|mrs)\.?\b/i

/** The end of the name that starts at `at`; undefined when none does. */
export function latinAt({ text, to }: Clause, at: number): number | undefined {
  shape.lastIndex = at
  const name = shape.exec(text)?.[0].replace(/[.'’-]+$/, '')
  if (!name || name.length < 2 || at + name.length > to || noName.test(name)) return undefined
  return at + name.length
}

/** Where letters start that reach the clause's end and may be a name's. */
export function lettersTo({ text, from, to }: Clause): number {
  let at = to
  while (at > from && to - at < longest && isNameUnit(text, at - 1)) at--
  return at
}

function isNameUnit(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return (classOf(unit) & LETTER) !== 0 || " '’.-".includes(text.charAt(at))
}
