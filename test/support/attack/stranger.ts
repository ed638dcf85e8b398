// What a customer learns of, and does to, a dialog of somebody else whose id it knows: ids stand in logs and links.
import { setTimeout as pause } from 'node:timers/promises'
import type { Answer, Ask, Stage } from './stage.js'

export interface Learned {
  /** Ways in which a dialog of somebody else was told from one that does not exist. */
  readonly differences: readonly string[]
  /** What the owner got meanwhile, if it was not an answer. */
  readonly owners: readonly string[]
}

interface Opened {
  readonly dialog_id: string
  readonly turn_id: string
}

const unknownId = 'f'.repeat(32)
const png = Buffer.from('89504e470d0a1a0a00', 'hex')

type Try = readonly [
  method: Ask['method'],
  path: (dialogId: string, turnId: string) => string,
  body?: unknown,
]

/** Everything that names a dialog. */
const tries: readonly Try[] = [
  ['GET', id => `/chat/${id}`],
  ['GET', (id, turn) => `/chat/${id}/turns/${turn}`],
  ['GET', (id, turn) => `/chat/${id}/turns/${turn}?wait=1`],
  ['DELETE', (id, turn) => `/chat/${id}/turns/${turn}`],
  ['POST', id => `/chat/${id}/handoff`, {}],
  ['POST', id => `/chat/${id}/handoff`, { bot: 'off' }],
  ['DELETE', id => `/chat/${id}/handoff`],
  ['POST', id => `/chat/${id}/left-message`, { text: '请回电' }],
  ['POST', (id, turn) => `/chat/${id}/turns/${turn}/feedback`, { score: 1 }],
  ['POST', (id, turn) => `/chat/${id}/turns/${turn}/report`, { kind: 'wrong' }],
  ['POST', id => `/chat/${id}/rating`, { score: 5 }],
  ['POST', id => `/chat/${id}/confirmations/${unknownId}`, { decision: 'yes' }],
  ['GET', id => `/chat/${id}/transcript`],
  ['GET', id => `/chat/${id}/images/${unknownId}`],
  ['POST', id => `/chat/${id}/images`, png],
  ['DELETE', id => `/chat/${id}`],
]

/** A stranger does to an owner's dialogs what a customer may, while the owner goes on. */
export async function meddle(stage: Stage): Promise<Learned> {
  const [owner, stranger] = await Promise.all([stage.token('owner'), stage.token('stranger')])
  const dialogs = await ownersDialogs(stage, owner)
  const differences = await told(stage, stranger, dialogs)
  const { live } = dialogs
  // More turns than a mailbox takes: they are the stranger's own, in dialogs of its own.
  const flood = Array.from({ length: 12 }, (_, n) => post(stage, stranger, `我也想问${n}`, live.dialog_id))
  const owners = await Promise.all(
    ['有几种颜色', '能开发票吗'].map(text => post(stage, owner, text, live.dialog_id)),
  )
  for (const answer of await Promise.all(flood)) {
    const { dialog_id, renewed } = readOr(answer)
    if (answer.status === 200 && (dialog_id === live.dialog_id || renewed !== true))
      differences.push(`a stranger's turn went into the owner's dialog`)
  }
  const isOwn = (answer: Answer) =>
    (answer.status === 200 || answer.status === 202) && readOr(answer).dialog_id === live.dialog_id
  return {
    differences,
    owners: owners
      .filter(answer => !isOwn(answer))
      .map(({ status, text }) => `${status} ${text.slice(0, 200)}`),
  }
}

/** One that the bot answers, one that a person holds, one that was deleted. */
async function ownersDialogs(stage: Stage, owner: string) {
  const open = async () => readOr(await post(stage, owner, '这款有货吗')) as Opened
  const [live, held, erased] = [await open(), await open(), await open()]
  const clerk = await stage.token('holder', 'seat')
  const seat = (name: string, body: object) =>
    stage.ask(0, { method: 'POST', path: `/seat/${name}`, token: clerk, body })
  await seat('status', { status: 'online' })
  const ask = { method: 'POST', path: `/chat/${held.dialog_id}/handoff`, token: owner, body: {} } as const
  // Whether a seat is there is asked of a board that may be a second old.
  while (readOr(await stage.ask(0, ask)).mode !== 'queued') await pause(200)
  const claimed = await seat('claim', { dialog_id: held.dialog_id })
  await seat('status', { status: 'away' })
  if (claimed.status !== 200) throw new Error(`claim: ${claimed.status} ${claimed.text}`)
  await stage.ask(0, { method: 'DELETE', path: `/chat/${erased.dialog_id}`, token: owner })
  return { live, held, erased }
}

async function told(stage: Stage, stranger: string, dialogs: Record<string, Opened>): Promise<string[]> {
  const differences: string[] = []
  for (const [method, path, body] of tries) {
    const headers: Record<string, string> = body === png ? { 'content-type': 'image/png' } : {}
    for (const [name, { dialog_id: id, turn_id: turn }] of Object.entries(dialogs)) {
      const ask = (of: string) =>
        stage.ask(0, { method, path: path(of, turn), token: stranger, body, headers })
      const [theirs, none] = [shape(await ask(id)), shape(await ask(unknownId))]
      if (theirs !== none)
        differences.push(`${method} ${path(name, 'turn')} ${JSON.stringify(body)}: ${theirs}, not ${none}`)
    }
  }
  return differences
}

function post(stage: Stage, token: string, text: string, dialog_id?: string): Promise<Answer> {
  const body = { text, ...(dialog_id && { dialog_id }) }
  return stage.ask(0, { method: 'POST', path: '/chat', token, body })
}

/** An answer without what differs each time. */
function shape({ status, text }: Answer): string {
  return `${status} ${text.replace(/"trace_id":"\w+"/, '')}`
}

interface Read {
  readonly dialog_id?: string
  readonly turn_id?: string
  readonly renewed?: boolean
  readonly mode?: string
}

function readOr({ text }: Answer): Read {
  try {
    return JSON.parse(text) as Read
  } catch {
    return {} // A broken connection has no body to read.
  }
}
