// Reads what another program may have written: a stray message or a newer version's must not end this process.

/** The value of a JSON text when it parses and has the form, else undefined. */
export function readJson<T>(text: string, hasForm: (value: unknown) => value is T): T | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return hasForm(value) ? value : undefined
  } catch {
    return undefined // Not JSON: the caller drops and counts it.
  }
}

/** The form of any JSON value. */
export const isAnything = (_: unknown): _ is unknown => true

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** True when all of these fields of a record are texts. */
export function hasTexts(record: Readonly<Record<string, unknown>>, ...fields: readonly string[]): boolean {
  return fields.every(field => typeof record[field] === 'string')
}

/** Epoch milliseconds that a Date can hold. */
export function isTime(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= 8.64e15
}

/** Throws TypeError that names `at`, the place of the value, when it is no object. */
export function asRecord(value: unknown, at: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new TypeError(`${at} must be an object`)
  return value as Record<string, unknown>
}
