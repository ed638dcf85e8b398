// What a customer learns of, and does to, a dialog of somebody else whose id it knows: ids stand in logs and links.
import type { Answer, Stage } from './stage.js'

export interface Learned {
  /** Ways in which a dialog of somebody else was told from one that does not exist. */
  readonly differences: readonly string[]
  /** What the owner got meanwhile, if it was not an answer. */
  readonly owners: readonly string[]
}

const unknownId = 'f'.repeat(32)

/** A stranger posts to, reads, cancels in and deletes an owner's dialog while the owner goes on. */
export async function meddle(stage: Stage): Promise<Learned> {
  const [owner, stranger] = await Promise.all([stage.token('owner'), stage.token('stranger')])
  const post = (token: string, text: string, dialog_id?: string) =>
    stage.ask(0, { method: 'POST', path: '/chat', token, body: { text, ...(dialog_id && { dialog_id }) } })
  const opened = JSON.parse((await post(owner, '这款有货吗')).text) as { dialog_id: string; turn_id: string }
  const turn = (id: string) => `/chat/${id}/turns/${opened.turn_id}`
  const tries = [
    ['GET', (id: string) => `/chat/${id}`],
    ['GET', turn],
    ['DELETE', turn],
    ['DELETE', (id: string) => `/chat/${id}`],
  ] as const
  const differences: string[] = []
  for (const [method, path] of tries) {
    const [theirs, none] = await Promise.all(
      [opened.dialog_id, unknownId].map(id => stage.ask(0, { method, path: path(id), token: stranger })),
    )
    if (shape(theirs) !== shape(none))
      differences.push(`${method} ${path('id')}: ${shape(theirs)}, not ${shape(none)}`)
  }
  // More turns than a mailbox takes: they are the stranger's own, in dialogs of its own.
  const flood = Array.from({ length: 12 }, (_, n) => post(stranger, `我也想问${n}`, opened.dialog_id))
  const owners = await Promise.all(
    ['有几种颜色', '能开发票吗'].map(text => post(owner, text, opened.dialog_id)),
  )
  for (const answer of await Promise.all(flood)) {
    const { dialog_id, renewed } = readOr(answer)
    if (answer.status === 200 && (dialog_id === opened.dialog_id || renewed !== true))
      differences.push(`a stranger's turn went into the owner's dialog`)
  }
  return {
    differences,
    owners: owners
      .filter(
        answer =>
          (answer.status !== 200 && answer.status !== 202) || readOr(answer).dialog_id !== opened.dialog_id,
      )
      .map(({ status, text }) => `${status} ${text.slice(0, 200)}`),
  }
}

/** An answer without what differs each time. */
function shape({ status, text } = {} as Answer): string {
  return `${status} ${text.replace(/"trace_id":"\w+"/, '')}`
}

function readOr({ text }: Answer): { dialog_id?: string; renewed?: boolean } {
  try {
    return JSON.parse(text) as { dialog_id?: string; renewed?: boolean }
  } catch {
    return {} // A broken connection has no body to read.
  }
}
