// A responder whose every question to the vendor is counted for the side of its customer.
import type { Clock } from '../clock.js'
import type { Gray } from '../gray/gray.js'
import { Problem } from '../problem.js'
import type { StopSignal } from '../stop.js'
import type { Responder } from './responder.js'

export function watchedResponder(responder: Responder, gray: Pick<Gray, 'turned'>, clock: Clock): Responder {
  return {
    ...responder,
    async respond(question, past, { signal, onDelta }) {
      const from = clock.now()
      let firstMs: number | undefined
      const seen = onDelta && {
        onDelta(text: string) {
          firstMs ??= clock.now() - from
          onDelta(text)
        },
      }
      const response = await responder.respond(question, past, { signal, ...seen })
      const { draft, failed, vendor, tools } = response
      // Without a vendor nothing was asked; a customer who left says nothing of it.
      if ((failed === undefined && vendor === undefined) || isGone(failed, signal)) return response
      const answerMs = clock.now() - from
      gray.turned(question.variant?.name, {
        // Where the other vendor had to answer, the one that was to answer has failed.
        isFailed: failed !== undefined || vendor !== (question.variant?.vendor ?? 'primary'),
        isNotice: draft.source === 'notice',
        firstMs: firstMs ?? answerMs,
        answerMs,
        tools,
      })
      return response
    },
  }
}

/** Stopped by others than the clock. */
function isGone(failed: string | undefined, { reason }: StopSignal): boolean {
  return failed === 'aborted' && !(reason instanceof Problem && reason.kind === 'deadline-passed')
}
