// News on their way to the listeners: each once, however many ways it came.

import type { News } from './api-types.js'
import type { Cursors } from './cursors.js'
import type { Emitter } from './emitter.js'
import type { State } from './transports.js'

export const newsNames = ['answer', 'message', 'mode', 'reset'] as const satisfies readonly (keyof News)[]

export interface ClientEvents extends News {
  state: State
}

/** Takes frames and events by name. Names it does not know belong to a newer server and are left alone. */
export function createHearing(
  cursors: Cursors,
  { emit }: Emitter<ClientEvents>,
): (name: string, body: unknown) => void {
  function answer(body: News['answer']): void {
    // What is not kept in the dialog has no place in its count.
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
    else if (name === 'mode') emit('mode', body as News['mode'])
  }
}
