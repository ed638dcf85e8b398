// Masks a text that arrives in pieces. What leaves is, piece after piece, the mask of the whole text, whatever the
// pieces: a clause is judged alone, and of an unfinished clause only what no rule still waits for is released.
import { classOf, STOP } from './chars.js'
import { fold } from './fold.js'
import { candidatesOf, choose, clausesOf, type MaskHit, replace, toHit } from './mask.js'
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
}

export const freshStream: StreamState = { raw: '', base: 0, from: 0, released: 0 }

/** Begins a stream, or goes on with one whose state was kept elsewhere. */
export function maskStream(rules: readonly Rule[], begun: StreamState = freshStream): MaskStream {
  const hits: MaskHit[] = []
  let { raw, base, from, released } = begun

  function release(spans: readonly Span[], to: number): string {
    const text = replace(raw, spans, { from: released, to })
    for (const span of spans) hits.push(toHit({ ...span, start: span.start + base, end: span.end + base }))
    released = to
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
      const found = candidatesOf(rules, clause)
      const spans = choose(found, clause).filter(span => span.start >= released)
      const isOpen = !isLast && !isStopped(clause)
      const to = isOpen ? holdOf(rules, clause, found) : clause.to
      text += release(
        spans.filter(span => span.end <= to),
        Math.max(to, released),
      )
      if (!isOpen) from = clause.to
    }
    trim()
    return text
  }

  return {
    hits,
    push(chunk) {
      raw += chunk
      return advance(false)
    },
    end: () => advance(true),
    state: () => ({ raw, base, from, released }),
  }
}

function isStopped({ text, to }: Clause): boolean {
  return (classOf(text.charCodeAt(to - 1)) & STOP) !== 0
}

/** What stands before is settled: no rule waits for it, and nothing that may yet win or lose reaches over it. */
function holdOf(rules: readonly Rule[], clause: Clause, found: readonly Span[]): number {
  const held = rules.reduce((least, rule) => Math.min(least, rule.hold(clause)), clause.to)
  return found
    .toSorted((a, b) => b.end - a.end)
    .reduce((least, span) => (span.end > least ? Math.min(least, span.start) : least), held)
}
