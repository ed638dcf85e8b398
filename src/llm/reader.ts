// Reads a vendor's response body as its bytes come: a whole JSON answer, or a stream of server-sent events. Which of
// the two it is, its first character says: labels are often wrong, and vendors answer a call in the other form.
import { StringDecoder } from 'node:string_decoder'
import { createParser } from 'eventsource-parser'
import { createGathered, type Gathered, type Hears, type Reading, type Sofar } from './gathered.js'
import type { Protocol } from './protocol.js'

export interface Reader {
  /** Takes the next bytes. True: nothing that may still come changes what `end` says. */
  push(chunk: Buffer): boolean
  /** The vendor has said how its answer ended: what breaks now breaks nothing. */
  isFinished(): boolean
  /** The body's result, once the body has ended or `take` returned true. */
  end(): Reading
  /** The part of the answer that has come, for a call that ends early. */
  sofar(): Sofar
}

/** One form that a body may have, fed with text. */
interface Form {
  push(text: string): boolean
  end(): Reading
}

export function createReader(protocol: Protocol, hears: Hears): Reader {
  const decoder = new StringDecoder('utf8')
  const gathered = createGathered(hears)
  let form: Form | undefined

  /** A byte order mark and blanks are no beginning. */
  function begin(text: string): boolean {
    const start = text.trimStart()
    if (start === '') return false
    form = formOf(start, protocol, gathered)
    return form.push(start)
  }
  return {
    push(chunk) {
      const text = decoder.write(chunk)
      return form === undefined ? begin(text) : form.push(text)
    },
    isFinished: gathered.isFinished,
    end: () => form?.end() ?? { kind: 'broken' },
    sofar: gathered.sofar,
  }
}

function formOf(start: string, protocol: Protocol, gathered: Gathered): Form {
  if (start.startsWith('{')) return wholeForm(protocol, gathered)
  // A comment, or one of the fields data, event, id and retry.
  return /^[:deir]/.test(start) ? streamForm(protocol, gathered) : noForm
}

const noForm: Form = { push: () => true, end: () => ({ kind: 'nonsense' }) }

/** Some gateways put the end of a stream behind whatever they send. */
function withoutDone(text: string): string {
  const end = text.trimEnd()
  if (!end.endsWith('[DONE]')) return text
  const before = end.slice(0, -'[DONE]'.length).trimEnd()
  return before.endsWith('data:') ? before.slice(0, -'data:'.length) : before
}

function wholeForm(protocol: Protocol, gathered: Gathered): Form {
  let text = ''
  return {
    push(more) {
      text += more
      return false
    },
    end() {
      const json = parseJson(text) ?? parseJson(withoutDone(text))
      if (json === undefined) return { kind: 'nonsense' }
      const piece = protocol.read(json)
      gathered.take(piece)
      const reading = gathered.end()
      return reading.kind === 'nonsense' && piece.isFault ? { kind: 'broken' } : reading
    },
  }
}

function streamForm(protocol: Protocol, gathered: Gathered): Form {
  /** Set by what ends the stream before its bytes do. */
  let final: 'done' | 'nonsense' | 'broken' | undefined
  const parser = createParser({ onEvent: event => take(event.data.trim()) })

  function take(data: string): void {
    if (final !== undefined) return
    if (data.startsWith('{')) final = takeChunk(parseJson(data))
    else if (data === '[DONE]') final = 'done'
    // Anything else is a heartbeat.
  }

  function takeChunk(json: unknown): typeof final {
    if (json === undefined) return 'nonsense'
    const piece = protocol.read(json)
    if (piece.isFault) return 'broken'
    gathered.take(piece)
    return gathered.isDeclined() ? 'done' : undefined
  }

  return {
    push(text) {
      parser.feed(text)
      return final !== undefined
    },
    end() {
      // Some vendors end with `[DONE]`, some with a finish_reason alone; neither means that it was cut.
      if (final === 'done' || gathered.isFinished()) return gathered.end()
      return { kind: final ?? 'broken' }
    },
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
