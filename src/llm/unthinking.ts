// Takes a model's reasoning, between <think> and </think>, out of its text. Pure.

const OPEN = '<think>'
const CLOSE = '</think>'

/** Takes the thoughts out of a text that comes in pieces, whatever a piece cuts through. */
export interface Unthinking {
  /** The text so far that is known to be no reasoning and was not returned before. */
  take(piece: string): string
  /** The text that was held back because it might have begun a tag; nothing more comes. */
  rest(): string
}

export function createUnthinking(): Unthinking {
  let isInside = false
  let held = ''

  /** The text before the next tag; the text behind it, or the possible beginning of a tag, stays in `held`. */
  function upToTag(text: string, at: number): string {
    const tag = isInside ? CLOSE : OPEN
    const end = at < 0 ? text.length - begun(text, tag) : at
    const said = isInside ? '' : text.slice(0, end)
    held = at < 0 ? text.slice(end) : text.slice(at + tag.length)
    if (at >= 0) isInside = !isInside
    return said
  }

  function take(piece: string): string {
    if (!isInside && held === '' && !piece.includes('<')) return piece
    held += piece
    let said = ''
    for (let at = 0; at >= 0; ) {
      at = held.indexOf(isInside ? CLOSE : OPEN)
      said += upToTag(held, at)
    }
    return said
  }
  return { take, rest: () => (isInside ? '' : held) }
}

/** How many characters at the end of `text` may be the beginning of `tag`. */
function begun(text: string, tag: string): number {
  for (let length = Math.min(text.length, tag.length - 1); length > 0; length--)
    if (text.endsWith(tag.slice(0, length))) return length
  return 0
}

/** Some models open their thoughts in the prompt, and say only the end of them. */
export function afterThoughts(text: string): string {
  const at = text.lastIndexOf(CLOSE)
  return at < 0 ? text : text.slice(at + CLOSE.length).trimStart()
}
