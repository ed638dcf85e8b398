// Reads a vendor's response body as its bytes come: a whole JSON answer, or a stream of server-sent events.
import { StringDecoder } from 'node:string_decoder'
import { createParser } from 'eventsource-parser'
import type { LlmUsage } from './llm.js'
import type { Protocol } from './protocol.js'

export interface Reader {
  /** Takes the next bytes. True: the answer is complete, whatever else may come. */
  take(chunk: Buffer): boolean
  /** The body ended in good order. */
  end(): Reading
  /** What has been read so far, for a call that ends early. */
  sofar(): { readonly text: string; readonly usage: LlmUsage | undefined }
}

export type Reading =
  | { readonly at: 'answer'; readonly text: string; readonly usage: LlmUsage | undefined }
  /** Not an answer of this protocol. */
  | { readonly at: 'nonsense' }
  /** A stream that ended before the vendor said that it was complete, or in which it reported an error. */
  | { readonly at: 'broken' }

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
      const { text, usage } = protocol.readWhole(json)
      return text === undefined ? { at: 'nonsense' } : { at: 'answer', text, usage }
    },
    sofar: () => ({ text: '', usage: undefined }),
  }
}

/** `onDelta` is called in the tick in which a piece of text was parsed. */
export function createStreamReader(protocol: Protocol, onDelta: (text: string) => void): Reader {
  let text = ''
  let usage: LlmUsage | undefined
  let state: 'open' | 'finished' | 'done' | 'fault' | 'nonsense' = 'open'
  const decoder = new StringDecoder('utf8')
  const parser = createParser({
    onEvent({ data }) {
      if (state === 'done' || state === 'fault' || state === 'nonsense') return
      if (data === '[DONE]') {
        state = 'done'
        return
      }
      const json = parseJson(data)
      if (json === undefined) {
        state = 'nonsense'
        return
      }
      const chunk = protocol.readChunk(json)
      if (chunk.isFault) state = 'fault'
      else if (chunk.isFinished) state = 'finished'
      usage = chunk.usage ?? usage
      if (chunk.text === '') return
      text += chunk.text
      onDelta(chunk.text)
    },
  })
  return {
    take(chunk) {
      parser.feed(decoder.write(chunk))
      return state === 'done' || state === 'fault' || state === 'nonsense'
    },
    end() {
      if (state === 'nonsense') return { at: 'nonsense' }
      if (state === 'open' || state === 'fault') return { at: 'broken' }
      return text === '' ? { at: 'nonsense' } : { at: 'answer', text, usage }
    },
    sofar: () => ({ text, usage }),
  }
}

/** undefined when `text` is no JSON, which no JSON text can mean. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // SyntaxError is all JSON.parse throws; the caller says what it means.
  }
}
