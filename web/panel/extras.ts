// The extras of a question besides its text. A server that takes none refuses the turn; it is asked again without.
import { ProblemError } from '../client/problem-error.js'
import type { AskExtras } from '../widget/panel-contract.js'

export type AskWithExtras = <T>(extras: AskExtras, ask: (extras: AskExtras) => Promise<T>) => Promise<T>

const none: AskExtras = {}

export function createExtras(): AskWithExtras {
  let isRefused = false
  return async (extras, ask) => {
    try {
      return await ask(isRefused && imagesOf(extras).length === 0 ? none : extras)
    } catch (error) {
      // Without its picture the question would be another one.
      if (isRefused || imagesOf(extras).length > 0 || !refusesExtras(error)) throw error
      isRefused = true
      return ask(none)
    }
  }
}

function refusesExtras(error: unknown): boolean {
  const fields = error instanceof ProblemError && error.status === 422 ? error.errors : []
  return fields.some(({ field }) => field.startsWith('/context') || field.startsWith('/attachments'))
}

/** The pictures that go with a question. */
export function imagesOf({ attachments = [] }: AskExtras): string[] {
  return (attachments as readonly { readonly image_id?: string }[]).flatMap(
    ({ image_id: imageId }) => imageId ?? [],
  )
}
