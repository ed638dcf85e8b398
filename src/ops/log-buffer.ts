// Log lines on their way out of the process: gathered, written in large pieces, dropped when the reader is too slow.
// Nothing here waits for the reader, so a reader that is paused, slow or gone costs lines and never time or memory.

/** The part of a Writable stream that is used. Its writes must not block; Node's stdout on a pipe or socket does not. */
export interface LogOutput {
  write(text: string, done: (error?: Error | null) => void): unknown
  on(event: 'error', listener: () => void): unknown
}

export interface LogBuffer {
  /** Takes a line, its line break included. */
  write(line: string): void
  /** Lines that were dropped since the start. */
  dropped(): number
  /** Writes what is held. Resolves when the output has taken it, at the latest after `withinMs`. */
  flush(withinMs: number): Promise<void>
}

/** Lines wait this long for others to go with them. */
const GATHER_MS = 10

/** `lengthMax` bounds the characters that are held, those included that the output has not taken yet. */
export function createLogBuffer(output: LogOutput, lengthMax: number): LogBuffer {
  let held = ''
  let heldLines = 0
  let underWay = { length: 0, lines: 0 }
  let dropped = 0
  let timer: NodeJS.Timeout | undefined
  let flushed: (() => void) | undefined
  // A broken pipe is an error event; the process must not end because nobody reads its log.
  output.on('error', () => undefined)

  function send(): void {
    timer = undefined
    if (underWay.lines > 0) return
    if (held === '') {
      flushed?.()
      return
    }
    const piece = held
    underWay = { length: piece.length, lines: heldLines }
    held = ''
    heldLines = 0
    output.write(piece, error => {
      if (error) dropped += underWay.lines
      underWay = { length: 0, lines: 0 }
      send()
    })
  }

  return {
    write(line) {
      if (held.length + underWay.length + line.length > lengthMax) {
        dropped += 1
        return
      }
      held += line
      heldLines += 1
      if (underWay.lines === 0) timer ??= setTimeout(send, GATHER_MS)
    },
    dropped: () => dropped,
    flush: withinMs =>
      new Promise(resolve => {
        const giveUp = setTimeout(resolve, withinMs)
        flushed = () => {
          clearTimeout(giveUp)
          resolve()
        }
        clearTimeout(timer)
        send()
      }),
  }
}
