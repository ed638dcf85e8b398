// The content of a chat message: a text, or a list of parts of which some are text. Pure.

export interface Content {
  readonly text: string
  /** A part says that the model will not answer. */
  readonly isRefusal: boolean
}

const none: Content = { text: '', isRefusal: false }

type Part = { readonly type?: unknown; readonly text?: unknown } | null

export function readContent(content: unknown): Content {
  if (typeof content === 'string') return { text: content, isRefusal: false }
  if (!Array.isArray(content)) return none
  const parts = content as readonly Part[]
  return { text: parts.map(textOf).join(''), isRefusal: parts.some(part => part?.type === 'refusal') }
}

function textOf(part: Part): string {
  const isText = part?.type === undefined || part.type === 'text' || part.type === 'output_text'
  return isText && typeof part?.text === 'string' ? part.text : ''
}
