// Masks a text that arrives in pieces. What leaves is, piece after piece, the mask of the whole text, whatever the
// pieces: a clause is judged alone, and of an unfinished clause only what no rule still waits for is released.
import { classOf, STOP } from './chars.js'
import { type Folded, fold, foldSettled } from './fold.js'
import { candidatesOf, choose, clausesOf, hitsOf, type MaskHit, rawSpans, replace } from './mask.js'
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

/** Before the clause: what rules read, and what the joints of a number are told by. */
const KEPT = CONTEXT + 8

const freshStream: StreamState = { raw: '', base: 0, from: 0, released: 0, isStopped: false }

/** Begins a stream, or goes on with one whose state was kept elsewhere. */
export function maskStream(rules: readonly Rule[], begun: StreamState = freshStream): MaskStream {
  const hits: MaskHit[] = []
  let { raw, base, from, released, isStopped } = begun

  /** Gives what may leave up to a folded offset; `told` are the hits of a clause that has ended. */
  function release(spans: readonly Span[], told: readonly Span[], { folded, to }: Part): string {
    const done = folded.indexOf(released)
    const leaving = rawSpans(
      spans.filter(({ end }) => end > done && end <= to).map(span => restOf(span, done)),
      folded,
    )
    for (const hit of hitsOf(rawSpans(told, folded), leaving)) {
      hits.push({ ...hit, start: hit.start + base, end: hit.end + base })
    }
    const rawTo = Math.max(folded.startOf(to), released)
    const text = replace(raw, leaving, { from: released, to: rawTo })
    released = rawTo
    return text
  }

  /** Forgets what no rule can see any more. */
  function trim({ startOf, indexOf }: Folded): void {
    const gone = Math.min(from, startOf(Math.max(0, indexOf(from) - KEPT)))
    raw = raw.slice(gone)
    base += gone
    from -= gone
    released -= gone
  }

  function advance(isLast: boolean): string {
    let text = ''
    const folded = isLast ? fold(raw) : foldSettled(raw)
    for (const clause of clausesOf(folded.text, folded.indexOf(from))) {
      if (!isStopped) text += isLast || isClosed(clause) ? close(clause, folded) : open(clause, folded)
    }
    trim(folded)
    return text
  }

  /** The part of an unfinished clause that may be sent. It holds no blocked term: each waits for its clause's end. */
  function open(clause: Clause, folded: Folded): string {
    const found = candidatesOf(rules, clause)
    return release(choose(found, clause), [], { folded, to: holdOf(rules, clause, found) })
  }

  function close(clause: Clause, folded: Folded): string {
    const found = candidatesOf(rules, clause)
    const to = stopIn(found, clause.to)
    isStopped = to < clause.to
    from = folded.startOf(clause.to)
    return release(choose(found, clause), found, { folded, to })
  }

  return {
    hits,
    push(chunk) {
      if (!isStopped) raw += chunk
      return isStopped ? '' : advance(false)
    },
    end() {
      const text = isStopped ? '' : advance(true)
      // A text that holds nothing but invisible characters has no clause.
      return isStopped ? text : text + raw.slice(released)
    },
    state: () => ({ raw, base, from, released, isStopped }),
  }
}

/** A hit that begins in what has left already still stars its rest. No rule means to make one; if one does, the customer
 *  sees too many stars and not a number. */
function restOf(span: Span, done: number): Span {
  return span.start >= done ? span : { ...span, start: done, stars: '*'.repeat(span.end - done) }
}

/** A folded text up to an offset. */
interface Part {
  readonly folded: Folded
  readonly to: number
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

/** The end of the settled part: no rule waits for it, and nothing that may yet win or lose reaches over it. */
function holdOf(rules: readonly Rule[], clause: Clause, found: readonly Span[]): number {
  const held = rules.reduce((least, rule) => Math.min(least, rule.hold(clause)), clause.to)
  return beforeOverlaps(found, held)
}

function beforeOverlaps(found: readonly Span[], at: number): number {
  return found
    .toSorted((a, b) => b.end - a.end)
    .reduce((least, span) => (span.end > least ? Math.min(least, span.start) : least), at)
}
