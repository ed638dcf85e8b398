// The file of dialogs as a script: what each customer says, in order.

export interface Scene {
  readonly session: string
  readonly uid: string
  /** The customer's texts, in order; each acceptable as a turn's text. */
  readonly texts: readonly string[]
}

export interface Script {
  readonly scenes: readonly Scene[]
  /** Texts longer than the server takes, cut to its limit. */
  readonly cut: number
  /** Texts of nothing but space, left out: the server refuses them. */
  readonly empty: number
}

interface Line {
  readonly session: string
  readonly uid: string
  readonly messages: readonly { readonly role: string; readonly text: string }[]
}

export interface ScriptLimits {
  readonly scenes: number
  /** Code points of a text, after trimming. */
  readonly textMax: number
}

/** Reads a file's content. Throws with the line's number when one cannot be read. */
export function readScript(content: string, limits: ScriptLimits): Script {
  const lines = content.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [parseLine(line, i + 1)]))
  const said = lines.slice(0, limits.scenes).map(({ session, uid, messages }) => {
    const all = messages.filter(m => m.role === 'customer').map(m => m.text.trim())
    return { session, uid, all, texts: all.filter(text => text !== '') }
  })
  const isLong = (text: string) => text.length > limits.textMax && [...text].length > limits.textMax
  const cutText = (text: string) => (isLong(text) ? [...text].slice(0, limits.textMax).join('') : text)
  return {
    scenes: said.map(({ session, uid, texts }) => ({ session, uid, texts: texts.map(cutText) })),
    cut: said.flatMap(s => s.texts).filter(isLong).length,
    empty: said.reduce((sum, s) => sum + s.all.length - s.texts.length, 0),
  }
}

function parseLine(line: string, number: number): Line {
  try {
    const parsed: Line = JSON.parse(line)
    if (
      typeof parsed.session === 'string' &&
      typeof parsed.uid === 'string' &&
      areMessages(parsed.messages)
    ) {
      return parsed
    }
  } catch (cause) {
    throw new Error(`line ${number} is not JSON`, { cause })
  }
  throw new Error(`line ${number} is not {session, uid, messages: [{role, text}]}`)
}

function areMessages(messages: unknown): boolean {
  return (
    Array.isArray(messages) && messages.every(m => typeof m?.role === 'string' && typeof m?.text === 'string')
  )
}
