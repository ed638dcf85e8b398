// Deltas on their way from the vendor to the sink: masked in the worker, in order; text that arrives during a masking
// goes as one piece. Fails closed: after a failure of masking nothing more leaves. The final answer counts in any case.
import type { Offload, StreamPiece } from '../../offload/offload.js'
import type { Placeholders } from '../../privacy/placeholders.js'
import type { Sink } from '../chat.js'

export interface Deltas {
  push(text: string): void
  /** Sends the text that masking held back; resolves when everything has left. */
  end(): Promise<void>
}

/** `placeholders` are the dialog's, where the vendor's text may hold some. */
export function createDeltas(
  offload: Pick<Offload, 'piece'>,
  sink: Pick<Sink, 'delta'>,
  placeholders?: Placeholders,
): Deltas {
  const marked = placeholders?.markedStream()
  let waiting = ''
  let isLast = false
  let last: StreamPiece | undefined
  let sending: Promise<void> | undefined

  /** True after a blocked term: the answer may not pass, and the turn's end brings the text that replaces it. */
  const isStopped = () => last?.state.isStopped === true

  async function send(): Promise<void> {
    while (waiting !== '' && !isStopped()) last = await sendPiece(false)
    if (isLast && !isStopped()) await sendPiece(true)
  }

  async function sendPiece(isEnd: boolean): Promise<StreamPiece> {
    const text = waiting
    waiting = ''
    const piece = await offload.piece({ text, isLast: isEnd, ...(last && { state: last.state }) })
    if (piece.released !== '') sink.delta(placeholders ? placeholders.own(piece.released) : piece.released)
    return piece
  }

  return {
    push(text) {
      if (isStopped()) return
      waiting += marked ? marked.take(text) : text
      // A failure is seen by end(); until then nothing more is sent.
      sending ??= send().then(
        () => {
          sending = undefined
        },
        () => undefined,
      )
    },
    async end() {
      await sending
      if (sending !== undefined) return
      isLast = true
      if (marked) waiting += marked.rest()
      await send()
    },
  }
}
