// A seat in the terminal: npm run seat -- --token <token of role seat> [--url http://127.0.0.1:8080].
// It claims what waits (the first in the queue, or by id), shows what the customer says, and says what is typed.
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { WebSocket } from 'undici'

type Frame = Readonly<Record<string, unknown>> & { readonly type?: string }

const HELP = [
  '/next claims the first that waits, /claim <id> another; text is said to the customer',
  '/accept takes what is offered, /decline leaves it to the next seat, /draft asks a model for a reply',
  '/note <text>  /release  /transfer [seat]  /close [solved|unsolved|no-reply|spam]  /away  /online  /quit',
].join('\n')

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:8080' },
    token: { type: 'string', default: process.env.RUSHDESK_SEAT_TOKEN ?? '' },
  },
})
if (values.token === '') {
  console.error(
    'A token of role seat is needed: --token, or RUSHDESK_SEAT_TOKEN (npm run token -- --role seat)',
  )
  process.exit(64)
}

const waiting = new Map<string, string>()
let current: string | undefined
let offered: string | undefined
const address = `${values.url.replace(/^http/, 'ws')}/seat`
const socket = new WebSocket(address, ['rushdesk.v1', `bearer.${values.token}`])
const send = (frame: Frame) => socket.send(JSON.stringify(frame))
const show = (line: string) => console.log(line)

interface Row {
  readonly dialog_id: string
  readonly reason: string
  readonly last: string
}

function noteWaiting(row: Row): void {
  waiting.set(row.dialog_id, row.last)
  show(`… waits ${row.dialog_id} (${row.reason}): ${row.last}`)
}

function noteOffer({ dialog_id: id, row, expires_in_ms: ms }: Frame): void {
  offered = String(id)
  const { reason, last } = row as Row
  show(`* offered for ${Math.round(Number(ms) / 1000)} s: ${offered} (${reason}): ${last}`)
}

function showHistory(frame: Frame): void {
  current = String(frame.dialog_id)
  waiting.delete(current)
  for (const entry of frame.turns as Record<string, unknown>[]) {
    if (entry.from === 'seat') show(`  ${entry.name}: ${entry.text}`)
    else show(`  ? ${entry.text}${entry.answer ? `\n  = ${entry.answer}` : ''}`)
  }
  show(`claimed ${current}`)
}

const shown: Readonly<Record<string, (frame: Frame) => void>> = {
  queue: frame => {
    for (const row of frame.waiting as Row[]) noteWaiting(row)
  },
  waiting: frame => noteWaiting(frame.row as Row),
  left: frame => noteWaiting(frame.row as Row),
  taken: frame => void waiting.delete(String(frame.dialog_id)),
  gone: frame => void waiting.delete(String(frame.dialog_id)),
  offer: noteOffer,
  history: showHistory,
  draft: frame => show(`~ ${frame.text}`),
  done: () => show('done'),
  typing: () => show('… writes'),
  message: frame => show(`${frame.from === 'customer' ? '>' : '<'} ${frame.text}`),
  due: frame => show(`! the customer waits since ${frame.since}`),
  status: frame => show(`you are ${frame.status}`),
  error: frame => show(`! ${(frame.problem as { detail?: string }).detail}`),
}

const commands: Readonly<Record<string, (rest: string) => void>> = {
  next: () => {
    const [first] = waiting.keys()
    if (first === undefined) show('nobody waits')
    else send({ type: 'claim', dialog_id: first })
  },
  claim: id => send({ type: 'claim', dialog_id: id }),
  accept: id => send({ type: 'accept', dialog_id: id || offered }),
  decline: id => send({ type: 'decline', dialog_id: id || offered }),
  draft: () => send({ type: 'draft', dialog_id: current }),
  note: text => send({ type: 'note', dialog_id: current, text }),
  release: () => send({ type: 'release', dialog_id: current }),
  transfer: to => send({ type: 'transfer', dialog_id: current, ...(to && { to }) }),
  close: outcome => send({ type: 'close', dialog_id: current, outcome: outcome || 'solved' }),
  away: () => send({ type: 'status', status: 'away' }),
  online: () => send({ type: 'status', status: 'online' }),
  help: () => show(HELP),
  quit: () => socket.close(),
}

socket.addEventListener('open', () => {
  show(HELP)
  send({ type: 'status', status: 'online' })
  // What is typed before waits in the terminal.
  createInterface({ input: process.stdin }).on('line', obey)
})
socket.addEventListener('message', ({ data }) => {
  const frame = JSON.parse(String(data)) as Frame
  shown[frame.type ?? '']?.(frame)
})
socket.addEventListener('close', ({ code, reason }) => {
  show(`closed: ${code} ${reason}`)
  process.exit(0)
})
socket.addEventListener('error', () => show(`${address} cannot be reached, or the token is not accepted`))

function obey(line: string): void {
  const [, name = '', rest = ''] = /^\/(\w+)\s*(.*)$/.exec(line) ?? []
  if (name !== '') (commands[name] ?? commands.help)?.(rest)
  else if (current === undefined) show('claim a dialog first: /next')
  else if (line.trim() !== '') send({ type: 'say', dialog_id: current, text: line, key: `${Date.now()}` })
}
