// `rushdesk faq`: a shop's FAQ in and out as NDJSON, and what it would answer to a question.
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { CONFIDENT } from '../../src/faq/confidence.js'
import type { FaqEntry } from '../../src/faq/entries.js'
import { createRetriever } from '../../src/faq/retrieve.js'
import { createSegmenter } from '../../src/text/segmenter.js'
import { UsageError } from '../usage.js'
import { type AdminClient, createAdminClient } from './admin-client.js'
import { tableOf } from './table.js'
import type { Command } from './terminal.js'

const usage = `Usage: rushdesk faq import FILE [--dry-run] [--why TEXT] | export | test QUESTION

  import FILE    replaces the shop's FAQ by the rows {topic, questions, answer} of an NDJSON file, all or none
  --dry-run      only checks it
  export         the FAQ as NDJSON
  test QUESTION  the entries that may answer, best first, by the same retrieval as the server's
`

const path = '/admin/faq'
const NDJSON = 'application/x-ndjson'
const CANDIDATES = 5

export const faq: Command = async (args, terminal) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      why: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    terminal.write(usage)
    return 0
  }
  const [order, subject, extra] = positionals
  const admin = createAdminClient(terminal.env)
  if (order === 'export' && subject === undefined) terminal.write(`${(await exported(admin)).trimEnd()}\n`)
  else if (order === 'import' && subject !== undefined && extra === undefined) {
    const query = { why: values.why, ...(values['dry-run'] && { dry_run: '1' }) }
    const body = await readFile(subject, 'utf8').catch(fault => {
      throw new UsageError(`${subject} cannot be read: ${fault.code}`)
    })
    await admin.call({ method: 'PUT', path, query, headers: { 'content-type': NDJSON }, body })
    const rows = body.split('\n').filter(line => line.trim() !== '').length
    terminal.write(
      values['dry-run']
        ? `${rows} entries are valid; nothing was changed\n`
        : `${rows} entries are in force\n`,
    )
  } else if (order === 'test' && subject !== undefined && extra === undefined) {
    terminal.write(`${await tested(admin, subject)}\n`)
  } else throw new UsageError('faq takes import FILE, export, or test QUESTION')
  return 0
}

async function exported(admin: AdminClient): Promise<string> {
  return (await admin.call({ method: 'GET', path, headers: { accept: NDJSON } })).text
}

async function tested(admin: AdminClient, question: string): Promise<string> {
  const lines = (await exported(admin)).split('\n').filter(line => line !== '')
  const entries = lines.map(line => JSON.parse(line) as FaqEntry)
  const found = createRetriever(entries, createSegmenter().cutForSearch).find(question, CANDIDATES)
  if (found.length === 0) return 'no entry may answer this'
  const rows = found.map(({ topic, confidence, answer }) => [
    confidence.toFixed(2),
    confidence >= CONFIDENT ? 'answers' : 'too unsure',
    topic,
    answer,
  ])
  return tableOf([['confidence', '', 'topic', 'answer'], ...rows])
}
