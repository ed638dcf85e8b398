// Is a candidate without an announcing cue a name? It must be spelled like one and made of whole words; how much more
// is asked depends on the words around it.
import { classOf, STOP } from '../chars.js'
import { afterName } from './name-cues.js'
import { type Candidate, isTitled, type Run, touchesStar } from './name-run.js'

/** How far behind its run of Han characters a name's evidence may lie. */
export const lookAhead = 4

/** The rule by which the candidate is a name, if there is evidence enough. */
export function evidenceFor(run: Run, candidate: Candidate): string | undefined {
  const { text, to } = run.clause
  if (!isSpelled(run, candidate) || !fitsWords(run, candidate)) return undefined
  const behind = text.slice(candidate.end, Math.min(to, run.end + lookAhead))
  if (run.cues.weak.has(candidate.start) || afterName.test(behind)) {
    return isCarried(run, candidate) ? 'name-context' : undefined
  }
  return standsOut(run, candidate) ? 'name-segment' : undefined
}

/** Inside its run, and all of its given name usual in names. */
function isSpelled(run: Run, candidate: Candidate): boolean {
  const { text } = run.clause
  const { start, end, surname } = candidate
  if (end > run.end) return false
  for (let i = start + surname; i < end; i++) if (!run.names.isGiven(text.charAt(i))) return false
  return !touchesStar(text, end) && !isTitled(text, candidate)
}

/** Made of whole words, none of them an everyday one. */
function fitsWords(run: Run, candidate: Candidate): boolean {
  const { text } = run.clause
  const { start, end, surname } = candidate
  const wordEnd = run.wordEnd(start)
  if (wordEnd === undefined || wordEnd > end || run.wordEnd(end) === undefined) return false
  const isOneWord = wordEnd === end
  if (isOneWord && !run.segmenter.isName(text.slice(start, end))) return false
  return (
    run.names.wordAt(text, start) < (isOneWord ? 1 : end - start) &&
    run.names.wordAt(text, start + surname) < 2
  )
}

/** With a word beside it two characters are enough, unless the surname is an everyday word. */
function isCarried(run: Run, { start, end, surname }: Candidate): boolean {
  const { text } = run.clause
  if (end - start > 2 || run.wordEnd(start) === end || run.names.isTelling(text.charAt(end - 1))) return true
  return !run.names.isAmbiguous(text.slice(start, start + surname))
}

/** On its own: three characters, or two that the dictionary knows or that are all there is. */
function standsOut(run: Run, { start, end, surname }: Candidate): boolean {
  const { names } = run
  const { text } = run.clause
  const isAmbiguous = names.isAmbiguous(text.slice(start, start + surname))
  const endsTelling = names.isTelling(text.charAt(end - 1))
  const isOneWord = run.wordEnd(start) === end
  if (names.wordAt(text, start) > 0) return false
  if (end - start > 2)
    return !isAmbiguous || isOneWord || endsTelling || names.isTelling(text.charAt(start + surname))
  return isAmbiguous ? endsTelling && isAlone(run, start, end) : isOneWord || isAlone(run, start, end)
}

/** Nothing else stands in the clause, or nothing else between two blanks. */
function isAlone({ clause: { text, from, to } }: Run, start: number, end: number): boolean {
  const isOpen = start === from || text[start - 1] === ' '
  return isOpen && (end === to || text[end] === ' ' || (classOf(text.charCodeAt(end)) & STOP) !== 0)
}
