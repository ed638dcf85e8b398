// The extras of a question besides its text. A server that takes none refuses the turn; it is asked again without.
import { ProblemError } from '../client/problem-error.js'
import type { AskExtras } from '../widget/panel-contract.js'

export type AskWithExtras = <T>(extras: AskExtras, ask: (extras: AskExtras) => Promise<T>) => Promise<T>

const none: AskExtras = {}

export function createExtras(): AskWithExtras {
  let isRefused = false
  return async (extras, ask) => {
    try {
      return await ask(isRefused ? none : extras)
    } catch (error) {
      if (isRefused || !refusesExtras(error)) throw error
      isRefused = true
      return ask(none)
    }
  }
}

function refusesExtras(error: unknown): boolean {
  const fields = error instanceof ProblemError && error.status === 422 ? error.errors : []
  return fields.some(({ field }) => field.startsWith('/context') || field.startsWith('/attachments'))
}
