// What a bench prints: JSON lines among others. Pure.

export type Line = Readonly<Record<string, unknown>>

export function linesIn(output: string): Line[] {
  return output
    .split('\n')
    .map(lineOf)
    .filter(line => line !== undefined)
}

function lineOf(text: string): Line | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    return JSON.parse(text) as Line
  } catch {
    return undefined // What only looks like JSON is meant for people.
  }
}

/** NaN when there is no such line or no such number in it. */
export function numberIn(line: Line | undefined, key: string): number {
  const value = line?.[key]
  return typeof value === 'number' ? value : Number.NaN
}

/** The line whose members are as in `like`; the last, where a bench says it several times. */
export function lineLike(lines: readonly Line[], like: Line): Line | undefined {
  return lines.findLast(line => Object.entries(like).every(([key, value]) => line[key] === value))
}
