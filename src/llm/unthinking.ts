// Takes a model's reasoning, between <think> and </think>, out of its text. Pure.

const OPEN = '<think>'
const CLOSE = '</think>'

export interface Said {
  /** The text that is known to be no reasoning and was not returned before. */
  readonly text: string
  /** A thought ended that was never seen to begin: some models open it in the prompt. Until its end it looks like an
   *  answer, so everything that was returned before belongs to it. */
  readonly startsAnew: boolean
}

/** Takes the thoughts out of a text that comes in pieces, whatever a piece cuts through. */
export interface Unthinking {
  push(piece: string): Said
  /** The text that was held back because it might have begun a tag; nothing more comes. */
  rest(): string
}

export function createUnthinking(): Unthinking {
  let isInside = false
  let held = ''

  /** The text before the next tag, which ends or begins a thought. */
  function upTo(tag: RegExpExecArray): Said {
    const isEnd = tag[0] === CLOSE
    const text = isInside || isEnd ? '' : held.slice(0, tag.index)
    const startsAnew = isEnd && !isInside
    held = held.slice(tag.index + tag[0].length)
    isInside = !isEnd
    return { text, startsAnew }
  }

  function push(piece: string): Said {
    if (!isInside && held === '' && !piece.includes('<')) return { text: piece, startsAnew: false }
    held += piece
    let said: Said = { text: '', startsAnew: false }
    for (let tag = TAG.exec(held); tag; tag = TAG.exec(held)) {
      const { text, startsAnew } = upTo(tag)
      said = startsAnew ? { text: '', startsAnew } : { ...said, text: said.text + text }
    }
    const end = held.length - Math.max(begun(held, OPEN), begun(held, CLOSE))
    const more = isInside ? '' : held.slice(0, end)
    held = held.slice(end)
    return { ...said, text: said.text + more }
  }
  return { push, rest: () => (isInside ? '' : held) }
}

const TAG = /<\/?think>/

/** How many characters at the end of `text` may be the beginning of `tag`. */
function begun(text: string, tag: string): number {
  for (let length = Math.min(text.length, tag.length - 1); length > 0; length--)
    if (text.endsWith(tag.slice(0, length))) return length
  return 0
}
