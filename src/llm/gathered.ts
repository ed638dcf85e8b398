// An answer as its pieces come, and what they amount to: thoughts stay out, and a text nobody can see is none.
import { hasVisible } from '../text/visible.js'
import type { LlmUsage } from './llm.js'
import type { EndWord, Piece } from './protocol.js'
import { createToolCalls, type LlmToolCall } from './tool-calls.js'
import { createUnthinking } from './unthinking.js'

export type Reading =
  | {
      readonly kind: 'answer'
      readonly text: string
      /** The answer has no end that we know: it is given to its own customer and never shared. */
      readonly isTruncated: boolean
      readonly usage: LlmUsage | undefined
      /** Absent when there are none, or none were offered. */
      readonly calls: readonly LlmToolCall[] | undefined
    }
  /** The vendor works, and this is its answer: it says nothing to this prompt. */
  | { readonly kind: 'declined' }
  /** Not an answer of this protocol. */
  | { readonly kind: 'nonsense' }
  /** It ended before the vendor said that it was complete, or with an error. */
  | { readonly kind: 'broken' }

export interface Hears {
  /** A piece of the answer, in the tick in which it was parsed. */
  onText(text: string): void
  /** The model said or thought something. */
  onProgress(): void
  /** Tools were offered: a call of one is an answer. */
  readonly offersTools: boolean
}

export interface Gathered {
  take(piece: Piece): void
  /** The vendor has said how the answer ended. */
  isFinished(): boolean
  isDeclined(): boolean
  end(): Reading
  sofar(): Sofar
}

/** The part of an answer that has come. */
export interface Sofar {
  readonly text: string
  readonly usage: LlmUsage | undefined
  readonly model: string | undefined
}

export function createGathered(hears: Hears): Gathered {
  const unthinking = createUnthinking()
  let text = ''
  let usage: LlmUsage | undefined
  let model: string | undefined
  let finish: EndWord | undefined
  const gathering = hears.offersTools ? createToolCalls() : undefined

  function say(piece: string): void {
    const said = text === '' ? piece.trimStart() : piece
    if (said === '') return
    text += said
    hears.onText(said)
  }

  return {
    take(piece) {
      usage = piece.usage ?? usage
      model ??= piece.model
      finish = piece.finish ?? finish
      if (finish === 'declined') return
      const calls = piece.calls ?? []
      if (piece.isThinking || piece.text !== '' || calls.length > 0) hears.onProgress()
      gathering?.take(calls)
      if (piece.text === '') return
      const said = unthinking.push(piece.text)
      if (said.startsAnew) text = ''
      say(said.text)
    },
    isFinished: () => finish !== undefined,
    isDeclined: () => finish === 'declined',
    end() {
      if (finish === 'declined') return { kind: 'declined' }
      say(unthinking.rest())
      const asked = gathering?.calls() ?? []
      const calls = asked.length > 0 && finish !== 'length' ? asked : undefined
      if (calls || hasVisible(text))
        return { kind: 'answer', text, isTruncated: finish !== 'whole', usage, calls }
      // It came to an end and showed nothing: an empty text, a tool that nobody offered, thoughts up to max_tokens.
      if (finish === 'whole' || finish === 'length') return { kind: 'declined' }
      return { kind: finish === 'broken' ? 'broken' : 'nonsense' }
    },
    sofar: () => ({ text, usage, model }),
  }
}
