// Remembers which answer each dialog got last, as far as little room allows: enough to suspect that the same one has come
// again, which the dialog's record then decides. Dialogs share places, and another process may have given the one before: a
// suspicion may be missing, and is never proof.
import type { DialogId } from '../ids.js'

export interface NewestAnswers {
  /** Notes the answer; true when the dialog's one before may have been the same. */
  comesAgain(dialogId: DialogId, text: string): boolean
}

/** A quarter of a megabyte. */
const PLACES = 65_536
/** Characters of an answer that are looked at. */
const LOOKED_AT = 64

export function createNewestAnswers(): NewestAnswers {
  const marks = new Uint32Array(PLACES)
  return {
    comesAgain(dialogId, text) {
      const place = hashOf(dialogId, 0) % PLACES
      const mark = hashOf(text, hashOf(dialogId, text.length)) || 1
      const isSame = marks[place] === mark
      marks[place] = mark
      return isSame
    },
  }
}

/** FNV-1a over some characters of the text. */
function hashOf(text: string, seed: number): number {
  const step = Math.ceil(text.length / LOOKED_AT)
  let hash = 0x811c9dc5 ^ seed
  for (let i = 0; i < text.length; i += step) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
