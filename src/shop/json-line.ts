// The line on which a JSON text goes wrong. JSON.parse is no help: its messages differ between versions of Node. Pure.

const token =
  /[\t\n\r ]*(?:([{}[\],:])|("(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.]))/y

type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing'

/** From 1; undefined when the text is JSON. */
export function faultyLine(text: string): number | undefined {
  const open: string[] = []
  let expected: Expected = 'value'
  token.lastIndex = 0
  for (let at = 0; ; at = token.lastIndex) {
    const [, mark, string, other] = token.exec(text) ?? []
    if (mark === undefined && string === undefined && other === undefined) {
      const rest = text.slice(at).trimStart()
      return rest === '' && expected === 'nothing' ? undefined : lineAt(text, text.length - rest.length)
    }
    const next = after(expected, mark ?? (string === undefined ? 'v' : '"'), open)
    if (next === undefined) return lineAt(text, token.lastIndex - 1)
    expected = next
  }
}

/** Tokens that may come: marks as they are, `"` for a string, `v` for any other value. */
const allowed: Readonly<Record<Expected, string>> = {
  value: '{["v',
  'value-or-end': '{["v]',
  key: '"',
  'key-or-end': '"}',
  colon: ':',
  'comma-or-end': ',]}',
  nothing: '',
}

/** The next expectation, or undefined when the token is out of place. `open` are the brackets that are still open. */
function after(expected: Expected, met: string, open: string[]): Expected | undefined {
  if (!allowed[expected].includes(met)) return undefined
  switch (met) {
    case '{':
    case '[':
      open.push(met)
      return met === '{' ? 'key-or-end' : 'value-or-end'
    case '}':
    case ']':
      if (open.pop() !== (met === '}' ? '{' : '[')) return undefined
      break
    case ',':
      return open.at(-1) === '{' ? 'key' : 'value'
    case ':':
      return 'value'
    case '"':
      if (expected.startsWith('key')) return 'colon'
  }
  return open.length === 0 ? 'nothing' : 'comma-or-end'
}

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split('\n').length
}
