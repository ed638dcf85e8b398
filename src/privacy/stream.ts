// Masks a text that arrives in pieces. What leaves is, piece after piece, the mask of the whole text, whatever the
// pieces: a clause is judged alone, and of an unfinished clause only what no rule still waits for is released.
import { classOf, STOP } from './chars.js'
import { fold } from './fold.js'
import { candidatesOf, choose, clausesOf, hitsOf, type MaskHit, replace } from './mask.js'
import { type Clause, CONTEXT, type Rule, type Span } from './rule.js'

export interface MaskStream {
  /** Takes a piece in and gives what may leave by now, possibly ''. */
  push(chunk: string): string
  /** The rest. */
  end(): string
  /** All hits so far; offsets in the whole raw text. */
  readonly hits: readonly MaskHit[]
  state(): StreamState
}

/** A stream between two pieces: what a rule may still need. A few hundred characters at the most in usual text. */
export interface StreamState {
  readonly raw: string
  /** Where `raw` starts in the whole text. */
  readonly base: number
  /** In `raw`: the start of the unfinished clause, and what has left already. */
  readonly from: number
  readonly released: number
  /** A blocked term does not let the text pass: nothing leaves any more. */
  readonly isStopped: boolean
}

export const freshStream: StreamState = { raw: '', base: 0, from: 0, released: 0, isStopped: false }

/** Begins a stream, or goes on with one whose state was kept elsewhere. */
export function maskStream(rules: readonly Rule[], begun: StreamState = freshStream): MaskStream {
  const hits: MaskHit[] = []
  let { raw, base, from, released, isStopped } = begun

  function release(found: readonly Span[], clause: Clause, to: number): string {
    const spans = choose(found, clause).filter(({ start, end }) => start >= released && end <= to)
    const told = from === clause.to ? found : []
    for (const hit of hitsOf(told, spans)) hits.push({ ...hit, at: hit.at + base, end: hit.end + base })
    const text = replace(raw, spans, { from: released, to: Math.max(to, released) })
    released = Math.max(to, released)
    return text
  }

  /** Forgets what no rule can see any more. */
  function trim(): void {
    const gone = Math.max(0, from - CONTEXT)
    raw = raw.slice(gone)
    base += gone
    from -= gone
    released -= gone
  }

  function advance(isLast: boolean): string {
    let text = ''
    for (const clause of clausesOf(fold(raw), from)) {
      if (!isStopped) text += isLast || isClosed(clause) ? close(clause) : open(clause)
    }
    trim()
    return text
  }

  /** What may leave of a clause that goes on. No blocked term is among it: each waits for its clause's end. */
  function open(clause: Clause): string {
    const found = candidatesOf(rules, clause)
    const to = holdOf(rules, clause, found)
    return release(found, clause, to)
  }

  function close(clause: Clause): string {
    const found = candidatesOf(rules, clause)
    const to = stopIn(found, clause.to)
    isStopped = to < clause.to
    from = clause.to
    return release(found, clause, to)
  }

  return {
    hits,
    push(chunk) {
      if (!isStopped) raw += chunk
      return isStopped ? '' : advance(false)
    },
    end: () => (isStopped ? '' : advance(true)),
    state: () => ({ raw, base, from, released, isStopped }),
  }
}

function isClosed({ text, to }: Clause): boolean {
  return (classOf(text.charCodeAt(to - 1)) & STOP) !== 0
}

/** Where a text ends that may not pass: before its first term that is not merely starred, and before what reaches into
 *  it; `to` when all of it may pass. */
function stopIn(found: readonly Span[], to: number): number {
  const stop = found.find(({ action }) => action !== undefined && action !== 'star')
  return stop === undefined ? to : beforeOverlaps(found, stop.start)
}

/** What stands before is settled: no rule waits for it, and nothing that may yet win or lose reaches over it. */
function holdOf(rules: readonly Rule[], clause: Clause, found: readonly Span[]): number {
  const held = rules.reduce((least, rule) => Math.min(least, rule.hold(clause)), clause.to)
  return beforeOverlaps(found, held)
}

function beforeOverlaps(found: readonly Span[], at: number): number {
  return found
    .toSorted((a, b) => b.end - a.end)
    .reduce((least, span) => (span.end > least ? Math.min(least, span.start) : least), at)
}
