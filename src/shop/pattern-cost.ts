// Bounds the time that a pattern of the tools file may take on a hostile text, by the pattern alone. Pure. A
// backtracking matcher tries at most as many ways through a text as there are choices of each repetition and each
// branch; a pattern with more ways than a bound is refused, at times a harmless one.

/** Longest text that is matched. */
export const MATCHED_CHARACTERS = 128
const WAYS = 100_000

/** The reason to refuse the pattern; undefined when it may be used. */
export function patternFault(source: string): string | undefined {
  try {
    new RegExp(source, 'u')
  } catch {
    return 'does not compile'
  }
  // Lookarounds and back-references of JavaScript: no pattern of an id needs one.
  if (/\\[1-9k]|\(\?(?!:)/.test(source.replace(/\\\\/g, ''))) {
    return 'must not look ahead, look back or refer to a group'
  }
  return waysThrough(source) > WAYS ? 'may take exponential time' : undefined
}

/** The pattern anchored at both ends: the whole value must match. */
export function wholePattern(source: string): RegExp {
  return new RegExp(`^(?:${source})$`, 'u')
}

const tokens = /\\[pPu]\{[^}]*\}|\\.|\[(?:\\.|[^\\\]])*\]|\(\?:|[*+?]\??|\{\d+(?:,\d*)?\}\??|./gsu

/** `source` compiles. */
function waysThrough(source: string): number {
  const read = source.match(tokens) ?? []
  let at = 0

  function alternatives(): number {
    let ways = 0
    let branch = 1
    for (let token = read[at]; token !== undefined && token !== ')'; token = read[at]) {
      at++
      if (token === '|') {
        ways += branch
        branch = 1
      } else branch *= repeated(token.startsWith('(') ? group() : 1)
    }
    return ways + branch
  }

  function group(): number {
    const ways = alternatives()
    at++
    return ways
  }

  /** Ways through a part with the repetition that follows it. */
  function repeated(ways: number): number {
    const times = timesOf(read[at] ?? '')
    if (times === undefined) return ways
    at++
    return (times.to - times.from + 1) * ways ** times.to
  }

  return alternatives()
}

const marks: Readonly<Record<string, { readonly from: number; readonly to: number }>> = {
  '?': { from: 0, to: 1 },
  '*': { from: 0, to: MATCHED_CHARACTERS },
  '+': { from: 1, to: MATCHED_CHARACTERS },
}

/** Bounds of a repetition; undefined when the token is none. */
function timesOf(token: string) {
  const [, low, comma = '', high = ''] = /^\{(\d+)(,?)(\d*)\}/.exec(token) ?? []
  if (low === undefined) return marks[token.charAt(0)]
  const from = Number(low)
  const most = Math.max(from, MATCHED_CHARACTERS)
  return { from, to: comma === '' ? from : Math.min(Number(high || most), most) }
}
