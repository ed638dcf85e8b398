// `rushdesk hot`: the answers that are served from memory, and changes to the pinned ones. A change names the version
// that it was made on, so that two operators do not undo each other's.
import { parseArgs } from 'node:util'
import { UsageError } from '../usage.js'
import { type AdminClient, createAdminClient } from './admin-client.js'
import { tableOf } from './table.js'
import type { Command } from './terminal.js'

const usage = `Usage: rushdesk hot [pin QUESTION ANSWER | unpin QUESTION | purge] [--why TEXT]

  Without an order: the pinned and the learned answers with their hits.
  pin adds an answer or replaces that of the same question; purge forgets what was learned, in every process.
`

interface Pin {
  readonly question: string
  readonly answer: string
}

interface HotShown {
  readonly pinned: readonly (Pin & { readonly hits: number })[]
  readonly learned: readonly (Pin & { readonly hits: number })[]
}

const path = '/admin/hot'

export const hot: Command = async (args, terminal) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { why: { type: 'string' }, help: { type: 'boolean', default: false } },
  })
  if (values.help) {
    terminal.write(usage)
    return 0
  }
  const admin = createAdminClient(terminal.env)
  const [order = 'list', question = '', answer = ''] = positionals
  const say = (text: string) => terminal.write(`${text}\n`)
  if (order === 'list' && positionals.length === 0) say(await list(admin))
  else if (order === 'purge' && positionals.length === 1) say(await purge(admin))
  else if (order === 'pin' && positionals.length === 3) {
    await change(admin, values.why, pins => [...without(pins, question), { question, answer }])
    say('pinned')
  } else if (order === 'unpin' && positionals.length === 2) {
    await change(admin, values.why, pins => without(pins, question))
    say('no longer pinned')
  } else throw new UsageError('hot takes nothing, pin QUESTION ANSWER, unpin QUESTION, or purge')
  return 0
}

async function list(admin: AdminClient): Promise<string> {
  const { pinned, learned } = (await admin.call({ method: 'GET', path })).json<HotShown>()
  const rows = [
    ...pinned.map(({ hits, question, answer }) => ['pinned', String(hits), question, answer]),
    ...learned.map(({ hits, question, answer }) => ['learned', String(hits), question, answer]),
  ]
  return rows.length === 0 ? 'none' : tableOf([['', 'hits', 'question', 'answer'], ...rows])
}

async function purge(admin: AdminClient): Promise<string> {
  await admin.call({ method: 'DELETE', path })
  return 'what was learned is forgotten'
}

function without(pins: readonly Pin[], question: string): Pin[] {
  const left = pins.filter(pin => pin.question !== question)
  return left.map(({ question, answer }) => ({ question, answer }))
}

async function change(
  admin: AdminClient,
  why: string | undefined,
  edit: (pins: readonly Pin[]) => Pin[],
): Promise<void> {
  const before = await admin.call({ method: 'GET', path })
  await admin.call({
    method: 'PUT',
    path,
    query: { why },
    headers: { 'content-type': 'application/json', ...(before.etag && { 'if-match': before.etag }) },
    body: JSON.stringify({ pinned: edit(before.json<HotShown>().pinned) }),
  })
}
