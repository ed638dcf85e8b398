// What a reader of a part has to know besides its figures: who was left out, and what the servers warned of. Pure.
import { type Line, numberIn } from './lines.js'

export function notesIn(lines: readonly Line[]): string[] {
  const leftOut = lines.filter(line => 'left_out' in line)
  const times = new Map<string, number>()
  for (const line of lines.filter(each => 'warned' in each)) {
    const message = String(line.warned)
    times.set(message, (times.get(message) ?? 0) + numberIn(line, 'times'))
  }
  return [
    ...leftOut.map(line => `${line.contender} was left out: ${line.left_out}`),
    ...[...times].map(([message, count]) => `${count} × the server warned: ${message}`),
  ]
}
