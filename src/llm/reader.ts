// Reads a vendor's response body as its bytes come: a whole JSON answer, or a stream of server-sent events.
import { StringDecoder } from 'node:string_decoder'
import { createParser } from 'eventsource-parser'
import type { LlmUsage } from './llm.js'
import type { Protocol } from './protocol.js'

export interface Reader {
  /** Takes the next bytes. True: nothing that may still come changes what `end` says. */
  take(chunk: Buffer): boolean
  /** What the body was, once it has ended or `take` said true. */
  end(): Reading
  /** What has been handed on, for a call that ends early. */
  sofar(): { readonly text: string; readonly usage: LlmUsage | undefined }
}

export type Reading =
  | {
      readonly kind: 'answer'
      readonly text: string
      /** The vendor stopped at max_tokens. */
      readonly isTruncated: boolean
      readonly usage: LlmUsage | undefined
    }
  /** The vendor's filter would not answer this prompt. */
  | { readonly kind: 'filtered' }
  /** Not an answer of this protocol. */
  | { readonly kind: 'nonsense' }
  /** A stream that ended before the vendor said that it was complete, or in which it reported an error. */
  | { readonly kind: 'broken' }

export function createWholeReader(protocol: Protocol): Reader {
  const chunks: Buffer[] = []
  return {
    take(chunk) {
      chunks.push(chunk)
      return false
    },
    end() {
      const [first] = chunks
      const json = parseJson((chunks.length === 1 && first ? first : Buffer.concat(chunks)).toString())
      const { text, usage, isTruncated, isFiltered } = protocol.readWhole(json)
      if (isFiltered) return { kind: 'filtered' }
      return text === undefined ? { kind: 'nonsense' } : { kind: 'answer', text, isTruncated, usage }
    },
    sofar: () => ({ text: '', usage: undefined }),
  }
}

/** `onDelta` is called in the tick in which a piece of text was parsed. */
export function createStreamReader(protocol: Protocol, onDelta: (text: string) => void): Reader {
  let text = ''
  let usage: LlmUsage | undefined
  /** Set by what ends the stream before its bytes do. */
  let final: 'done' | 'filtered' | 'nonsense' | 'broken' | undefined
  let isFinished = false
  let isTruncated = false
  const decoder = new StringDecoder('utf8')
  const parser = createParser({ onEvent: event => take(event.data) })

  function take(data: string): void {
    if (final !== undefined) return
    final = data === '[DONE]' ? 'done' : takeChunk(parseJson(data))
  }

  function takeChunk(json: unknown): typeof final {
    if (json === undefined) return 'nonsense'
    const chunk = protocol.readChunk(json)
    if (chunk.isFault) return 'broken'
    if (chunk.isFiltered) return 'filtered'
    isFinished ||= chunk.isFinished
    isTruncated ||= chunk.isTruncated
    usage = chunk.usage ?? usage
    if (chunk.text !== '') {
      text += chunk.text
      onDelta(chunk.text)
    }
    return undefined
  }

  return {
    take(chunk) {
      parser.feed(decoder.write(chunk))
      return final !== undefined
    },
    end() {
      if (final !== undefined && final !== 'done') return { kind: final }
      // Some vendors end with `[DONE]`, some with a finish_reason alone; neither means that it was cut.
      if (final === undefined && !isFinished) return { kind: 'broken' }
      return text === '' ? { kind: 'nonsense' } : { kind: 'answer', text, isTruncated, usage }
    },
    sofar: () => ({ text, usage }),
  }
}

/** undefined when `text` is no JSON, which no JSON text can mean. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // SyntaxError is all that JSON.parse throws; the caller says what it means.
  }
}
