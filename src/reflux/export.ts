// The reflux as FAQ editors get it: NDJSON, a line an entry, in the field names of the HTTP contract.
import type { Reflux, RefluxEntry } from './reflux.js'

export interface RefluxOrder {
  /** Editors see what their own customers asked. */
  readonly shop: string
  /** Dialogs that came after this one; it must still be there (Problem 'not-found'). */
  readonly after?: string
  /** The dialog that fills so many lines is the last. */
  readonly limit: number
}

export interface ExportDeps {
  readonly reflux: Pick<Reflux, 'rows'>
  /** Rows of dialogs that were deleted a moment ago are left out. */
  isErased(dialogId: string): Promise<boolean>
}

/** Read as it is taken. */
export async function* refluxLines(
  { reflux, isErased }: ExportDeps,
  { shop, after, limit }: RefluxOrder,
): AsyncGenerator<string> {
  let count = 0
  for await (const { dialogId, entries } of reflux.rows(after)) {
    const own = entries.filter(entry => entry.shop === shop)
    if (own.length === 0 || (await isErased(dialogId))) continue
    for (const entry of own) yield `${JSON.stringify(shown(entry))}\n`
    count += own.length
    if (count >= limit) return
  }
}

function shown(entry: RefluxEntry): object {
  const { at, dialogId, turnId, question, answer, level, source, better, delivered } = entry
  const fields = { at: new Date(at).toISOString(), dialog_id: dialogId, turn_id: turnId }
  return { ...fields, question, answer, level, source, better, delivered }
}
