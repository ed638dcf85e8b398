// What every reader of an operator's text file needs. Pure.

/** Editors of some systems put a byte order mark before the text; it is no part of it. */
export function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '')
}
