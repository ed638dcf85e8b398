// News on their way to the listeners: each once, however many ways it came.

import type { News } from './api-types.js'
import type { Cursors } from './cursors.js'
import type { Emitter } from './emitter.js'
import type { State } from './transports.js'

export const newsNames = [
  'answer',
  'message',
  'mode',
  'typing',
  'read',
  'rate',
  'link',
  'reset',
] as const satisfies readonly (keyof News)[]

export interface ClientEvents extends News {
  state: State
}

/** Events of the moment, with no place in the dialog's count. */
const passing: ReadonlySet<string> = new Set<keyof News>(['mode', 'typing', 'read', 'rate', 'link'])
const isPassing = (name: string): name is 'mode' | 'typing' | 'read' | 'rate' | 'link' => passing.has(name)

/** Takes frames and events by name. Names it does not know belong to a newer server and are left alone. */
export function createHearing(
  cursors: Cursors,
  { emit }: Emitter<ClientEvents>,
): (name: string, body: unknown) => void {
  function answer(body: News['answer']): void {
    // A stateless answer has no place in the dialog's count.
    if (body.stateless || cursors.take(body.dialogId, body.seq)) emit('answer', body)
  }
  function message(body: News['message']): void {
    if (cursors.take(body.dialogId, body.seq)) emit('message', body)
  }
  function reset(body: News['reset']): void {
    cursors.set(body.dialogId, body.turns.at(-1)?.seq ?? 0)
    emit('reset', body)
  }
  return (name, body) => {
    if (name === 'answer') answer(body as News['answer'])
    else if (name === 'message') message(body as News['message'])
    else if (name === 'reset') reset(body as News['reset'])
    else if (isPassing(name)) emit(name, body as never)
  }
}
