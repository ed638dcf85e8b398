// The FAQ as data: one topic a row of NDJSON. Parses and validates; where rows come from is the caller's business.

/** One topic: the ways customers ask for it, and the one answer they get. */
export interface FaqEntry {
  /** Lower-case words joined by hyphens; the `faq_id` of the answer. */
  readonly topic: string
  readonly questions: readonly string[]
  readonly answer: string
}

/** One fault of a row: its line, from 1, and the field, '' for the row itself. */
export interface EntryFault {
  readonly line: number
  readonly field: '' | 'topic' | 'questions' | 'answer'
  readonly message: string
}

/** All faults of a file at once, so that an editor repairs it in one go. */
export class FaqError extends Error {
  override readonly name = 'FaqError'

  constructor(readonly faults: readonly EntryFault[]) {
    super(faults.map(describe).join('; '))
  }
}

/** As it may stand in the path that removes it. */
const topicShape = /^(?=.{1,64}$)[a-z0-9]+(-[a-z0-9]+)*$/

/** Reads NDJSON rows `{topic, questions, answer}`; blank lines are skipped. Throws FaqError. */
export function parseEntries(ndjson: string): FaqEntry[] {
  const faults: EntryFault[] = []
  const entries: FaqEntry[] = []
  const seen = new Set<string>()
  for (const [index, text] of ndjson.split('\n').entries()) {
    if (text.trim() === '') continue
    const row = parseRow(text)
    const found = row === undefined ? [fault('', 'is not a JSON object')] : faultsOf(row, seen)
    faults.push(...found.map(({ field, message }) => ({ line: index + 1, field, message })))
    if (row === undefined || found.length > 0) continue
    const entry = { topic: row.topic, questions: row.questions, answer: row.answer } as FaqEntry
    seen.add(entry.topic)
    entries.push(entry)
  }
  if (faults.length > 0) throw new FaqError(faults)
  return entries
}

type Row = { readonly [field in keyof FaqEntry]?: unknown }
type RowFault = Omit<EntryFault, 'line'>

function parseRow(text: string): Row | undefined {
  try {
    const row: unknown = JSON.parse(text)
    return typeof row === 'object' && row !== null && !Array.isArray(row) ? row : undefined
  } catch {
    return undefined // not JSON: the caller reports the line
  }
}

function faultsOf(row: Row, seen: ReadonlySet<string>): RowFault[] {
  const faults: RowFault[] = []
  if (typeof row.topic !== 'string' || !topicShape.test(row.topic))
    faults.push(fault('topic', 'must be lower-case words joined by hyphens, at most 64 characters'))
  else if (seen.has(row.topic)) faults.push(fault('topic', `${row.topic} stands in an earlier line`))
  if (!Array.isArray(row.questions) || row.questions.length === 0 || !row.questions.every(isText))
    faults.push(fault('questions', 'must be a list of one or more non-empty strings'))
  if (!isText(row.answer)) faults.push(fault('answer', 'must be a non-empty string'))
  return faults
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}

function fault(field: EntryFault['field'], message: string): RowFault {
  return { field, message }
}

function describe({ line, field, message }: EntryFault): string {
  return field === '' ? `line ${line} ${message}` : `line ${line}: ${field} ${message}`
}
