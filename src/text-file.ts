// Text of operators' files without what editors add. Pure.

/** Editors of some systems put a byte order mark before the text; it is no part of it. */
export function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '')
}
