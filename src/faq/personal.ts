// Texts of editors and operators are stored and served unmasked: they may hold nothing that masking would find.
import { Problem } from '../problem.js'

/** An excerpt of the masked text, where it first differs, in a few characters; undefined when it changes nothing. The
 *  numbers that the shop published may stand in its texts. */
export type AlterationOf = (text: string, shop: string) => Promise<string | undefined>

/** A text, and the JSON Pointer under which it came. */
export interface Given {
  readonly field: string
  readonly text: string
}

export interface Altered {
  readonly field: string
  readonly message: string
}

/** Texts given to the workers at a time. */
const PORTION = 32

/** The texts that masking would alter, each with its masked form; never the personal data itself. */
async function alteredIn(
  given: readonly Given[],
  alterationOf: AlterationOf,
  shop: string,
): Promise<readonly Altered[]> {
  const altered: Altered[] = []
  for (let at = 0; at < given.length; at += PORTION) {
    const portion = given.slice(at, at + PORTION)
    const found = await Promise.all(portion.map(({ text }) => alterationOf(text, shop)))
    for (const [i, { field }] of portion.entries()) {
      const alteration = found[i]
      if (alteration !== undefined) altered.push({ field, message: messageOf(alteration) })
    }
  }
  return altered
}

/** Throws Problem 'invalid-field', which names every field with personal data and shows what would become of it. */
export async function refusePersonal(
  given: readonly Given[],
  alterationOf: AlterationOf,
  shop: string,
): Promise<void> {
  const errors = await alteredIn(given, alterationOf, shop)
  if (errors.length > 0) throw new Problem('invalid-field', { errors })
}

function messageOf(alteration: string): string {
  return `must hold no personal data: a customer's text would be masked to "${alteration}"`
}

const CONTEXT = 6

/** The masked text around its first difference from the raw one. */
export function excerptOf(raw: string, masked: string): string {
  let at = 0
  while (at < raw.length && raw[at] === masked[at]) at++
  let behind = 0
  while (behind < raw.length - at && raw.at(-1 - behind) === masked.at(-1 - behind)) behind++
  const end = Math.min(masked.length, masked.length - behind + CONTEXT, at + 30)
  return masked.slice(Math.max(0, at - CONTEXT), end)
}
