// Rows as columns of a terminal. Pure.

const CELL_MAX = 48

/** The first row is the head. Wide characters (Chinese) take two columns. */
export function tableOf(rows: readonly (readonly string[])[]): string {
  const cells = rows.map(row => row.map(cell => cut(cell.replace(/\s+/g, ' '))))
  const count = Math.max(...cells.map(row => row.length))
  const widths = Array.from({ length: count }, (_, i) => Math.max(...cells.map(row => widthOf(row[i] ?? ''))))
  const pad = (cell: string, i: number) => cell + ' '.repeat((widths[i] ?? 0) - widthOf(cell))
  return cells.map(row => row.map(pad).join('  ').trimEnd()).join('\n')
}

/** Columns that a text takes. */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += isWide(character.codePointAt(0) ?? 0) ? 2 : 1
  return width
}

/** East Asian wide and full-width forms, roughly (UAX #11). */
function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    code >= 0x1f300
  )
}

function cut(text: string): string {
  if (widthOf(text) <= CELL_MAX) return text
  let kept = ''
  for (const character of text) {
    if (widthOf(kept + character) > CELL_MAX - 1) break
    kept += character
  }
  return `${kept}…`
}
