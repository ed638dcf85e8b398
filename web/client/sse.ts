// Server-sent events over fetch (HTML Living Standard §9.2.6): EventSource cannot POST and sets no headers.

export interface ServerEvent {
  readonly name: string
  readonly data: string
  /** Where it has one of its own. */
  readonly id?: string
}

export interface EventHearer {
  event(event: ServerEvent): void
  /** The server asks for this pause before the next connection. */
  retry(ms: number): void
}

/** Takes the text of a stream in pieces, cut anywhere. */
export function createEventParser(hearer: EventHearer): (piece: string) => void {
  let line = ''
  let endedWithCr = false
  let name = ''
  let data: string[] = []
  let id: string | undefined

  function dispatch(): void {
    const event = { name: name || 'message', data: data.join('\n'), ...(id !== undefined && { id }) }
    if (data.length > 0) hearer.event(event)
    name = ''
    data = []
    id = undefined
  }

  function takeLine(): void {
    if (line === '') {
      dispatch()
      return
    }
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') name = value
    else if (field === 'data') data.push(value)
    else if (field === 'id') id = value
    else if (field === 'retry' && /^\d{1,9}$/.test(value)) hearer.retry(Number(value))
  }

  return piece => {
    if (piece === '') return
    // A CR that ended the last piece was a line's end; a LF after it is the rest of that end.
    let from = endedWithCr && piece.startsWith('\n') ? 1 : 0
    const breaks = /\r\n|\n|\r/g
    breaks.lastIndex = from
    for (let found = breaks.exec(piece); found !== null; found = breaks.exec(piece)) {
      line += piece.slice(from, found.index)
      takeLine()
      line = ''
      from = breaks.lastIndex
    }
    line += piece.slice(from)
    endedWithCr = piece.endsWith('\r')
  }
}

/** The server writes a comment every 5 s: a stream silent for this long is dead, whatever the network says. */
const SILENCE_MS = 20_000

/** Reads a body to its end; rejects when the connection breaks. */
export async function readEvents(body: ReadableStream<Uint8Array>, hearer: EventHearer): Promise<void> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  const take = createEventParser(hearer)
  for (;;) {
    const silent = setTimeout(() => void reader.cancel(), SILENCE_MS)
    const { done, value } = await reader.read().finally(() => clearTimeout(silent))
    if (done) return
    take(decoder.decode(value, { stream: true }))
  }
}
