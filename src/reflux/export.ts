// The reflux as FAQ editors get it: NDJSON, a line an entry, in the field names of the HTTP contract.
import type { Reflux, RefluxEntry } from './reflux.js'

/** Rows of dialogs that were deleted a moment ago are left out. */
export async function* refluxLines(
  reflux: Reflux,
  isForgotten: (dialogId: string) => Promise<boolean>,
): AsyncGenerator<string> {
  for await (const { dialogId, entries } of reflux.rows()) {
    if (await isForgotten(dialogId)) continue
    for (const entry of entries) yield `${JSON.stringify(shown(entry))}\n`
  }
}

function shown({ at, dialogId, turnId, question, answer, level, source, better }: RefluxEntry): object {
  const fields = { at: new Date(at).toISOString(), dialog_id: dialogId, turn_id: turnId }
  return { ...fields, question, answer, level, source, ...(better !== undefined && { better }) }
}
