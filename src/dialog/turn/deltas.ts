// Deltas on their way from the vendor to the sink: masked in the worker, in order. The first leaves at once; text that
// arrives during a masking or within the pace goes as one piece, because each piece costs a masking, a write and a frame.
// Fails closed: after a failure of masking nothing more leaves. The final answer counts in any case.
import type { pause } from '../../clock.js'
import type { Offload, StreamPiece } from '../../offload/offload.js'
import type { Placeholders } from '../../privacy/placeholders.js'
import { Stop } from '../../stop.js'
import type { Sink } from '../chat.js'

export interface Deltas {
  push(text: string): void
  /** Sends the text that masking held back; resolves when everything has left. */
  end(): Promise<void>
}

export interface DeltaDeps {
  readonly offload: Pick<Offload, 'piece'>
  readonly sink: Pick<Sink, 'delta'>
  /** Waits so many milliseconds, or until the signal aborts. */
  readonly pause: typeof pause
}

/** Pause between two deltas of a stream. Models write a token every 15 to 30 ms; to a reader twenty steps a second are
 *  fluent, and they cost the server a quarter to a half less than a step for each token (`npm run perf -- streams`). */
const PACE_MS = 50

/** `placeholders` are the dialog's, where the vendor's text may hold some. */
export function createDeltas({ offload, sink, pause }: DeltaDeps, placeholders?: Placeholders): Deltas {
  const marked = placeholders?.markedStream()
  const ending = new Stop()
  let waiting = ''
  let hasLeft = false
  let last: StreamPiece | undefined
  let sending: Promise<void> | undefined

  /** True after a blocked term: the answer may not pass, and the turn's end brings the text that replaces it. */
  const isStopped = () => last?.state.isStopped === true

  async function send(): Promise<void> {
    while (waiting !== '' && !isStopped() && !ending.aborted) {
      last = await sendPiece(false)
      if (hasLeft) await pause(PACE_MS, ending)
    }
  }

  async function sendPiece(isLast: boolean): Promise<StreamPiece> {
    const text = waiting
    waiting = ''
    const piece = await offload.piece({ text, isLast, ...(last && { state: last.state }) })
    if (piece.released === '') return piece
    hasLeft = true
    sink.delta(placeholders ? placeholders.own(piece.released) : piece.released)
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
      ending.abort('the vendor has said all')
      await sending
      if (sending !== undefined || isStopped()) return
      if (marked) waiting += marked.rest()
      await sendPiece(true)
    },
  }
}
