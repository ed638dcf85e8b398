// What editors and operators put in is stored and served as it is: it may hold nothing that masking would find.
import { Problem } from '../problem.js'

export type IsPersonal = (text: string) => Promise<boolean>

/** A text, and the JSON Pointer under which it came. */
export interface Given {
  readonly field: string
  readonly text: string
}

/** Throws Problem 'invalid-field', which names every field with personal data. */
export async function refusePersonal(given: readonly Given[], isPersonal: IsPersonal): Promise<void> {
  const found = await Promise.all(given.map(({ text }) => isPersonal(text)))
  const errors = given
    .filter((_, i) => found[i])
    .map(({ field }) => ({ field, message: 'must hold no personal data' }))
  if (errors.length > 0) throw new Problem('invalid-field', { errors })
}
