// Does any pattern take more than linear time? Each literal of src, workers and web meets repetitions of its own characters and
// words, long enough that a quadratic one takes ten times what is allowed. Patterns that are put together from words at run time
// are not read here.
import { readdirSync, readFileSync } from 'node:fs'
import { Script } from 'node:vm'
import t from 'tap'
import ts from 'typescript'
import { packageRoot } from '../src/root.js'

interface Pattern {
  readonly where: string
  readonly source: string
  readonly flags: string
}

const LENGTH = 20_000
const MOST_MS = 50

/** Patterns that meet short texts alone: an operator's settings, a clause, a name, the end of a message. By file and
 *  beginning. */
const bounded: readonly (readonly [where: string, begins: string])[] = [
  ['src/llm/endpoint.ts', '\\/+$'],
  ['src/wiring/tracing.ts', '\\/+$'],
  ['src/shop/fill-template.ts', '(?<=[，'],
  ['src/seats/person-words.ts', '(?:一下|在不在'],
  ['src/seats/person-words.ts', '^(.+?)\\1+$'],
  ['src/privacy/rules/email-spelled.ts', '[a-z0-9._+-]+ ?(?:艾特?'],
  ['src/privacy/rules/name-latin.ts', "[.'’-]+$"],
  ['src/privacy/rules/password.ts', '[!?.]+$'],
  ['src/privacy/rules/plate.ts', ' ?[A-Za-z0-9]{0,6} ?'],
  ['web/client/client.ts', '\\/+$'],
  ['web/panel/linked-text.tsx', '[.,;:!?)'],
]

function patternsIn(path: string): Pattern[] {
  const text = readFileSync(new URL(path, packageRoot), 'utf8')
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest)
  const found: Pattern[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/')
      found.push({ where: path, source: node.text.slice(1, end), flags: node.text.slice(end + 1) })
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

function sources(): string[] {
  return ['src', 'workers', 'web'].flatMap(folder =>
    readdirSync(new URL(`${folder}/`, packageRoot), { recursive: true, encoding: 'utf8' })
      .filter(name => /\.tsx?$/.test(name))
      .map(name => `${folder}/${name}`),
  )
}

const replace = new Script(`text.replace(pattern, '')`)

/** Only what may go on without end can take more than linear time. */
const isUnbounded = ({ source }: Pattern): boolean =>
  /[*+]|\{\d+,\}/.test(source.replace(/\\.|\[(?:\\.|[^\\\]])*\]/g, 'x'))

/** What stands in a pattern to be matched as it is, and kinds of characters that its classes may mean. */
function repeated({ source }: Pattern): string[] {
  const plain = source.replace(
    /\\[pP]\{[^}]*\}|\\[bBdDwWsS]|\\u\{?[0-9a-fA-F]+\}?|\(\?[:=!<]*|[\\^$.*+?()[\]{}|]/g,
    ' ',
  )
  const words = [...new Set(plain.match(/\S{2,}/g))].slice(0, 8)
  const kinds = [' ', '\n', 'a', '1', '/']
  const letters = [...new Set(plain.replaceAll(' ', ''))].slice(0, 8)
  return [...new Set([...kinds, ...letters, ...words, ...words.slice(0, 2).map(word => `${word} `)])]
}

/** Milliseconds of the processor; one that takes very long is stopped. */
function cost({ source, flags }: Pattern, text: string): number {
  const pattern = new RegExp(source, `${flags.replace('g', '')}g`)
  const before = process.cpuUsage().user
  try {
    replace.runInNewContext({ text, pattern }, { timeout: 20 * MOST_MS })
  } catch {
    return Number.POSITIVE_INFINITY
  }
  return (process.cpuUsage().user - before) / 1000
}

/** The unit that is too dear, the least of three tries; undefined when none is. */
function dearest(pattern: Pattern): string | undefined {
  return repeated(pattern).find(unit => {
    // What does not match at its end is tried again from each beginning.
    const text = `${unit.repeat(LENGTH / unit.length)}\u0001`
    return [1, 2, 3].every(() => cost(pattern, text) > MOST_MS)
  })
}

t.setTimeout(300_000)

t.test('a long text costs no pattern more than linear time', async t => {
  const patterns = sources()
    .flatMap(patternsIn)
    .filter(isUnbounded)
    .filter(
      ({ where, source }) => !bounded.some(([file, begins]) => where === file && source.startsWith(begins)),
    )
  t.ok(patterns.length > 100, `${patterns.length} patterns`)
  for (const pattern of patterns) {
    const unit = dearest(pattern)
    if (unit !== undefined) t.fail(`${pattern.where}: /${pattern.source}/ on many of ${JSON.stringify(unit)}`)
  }
})

t.test('a quadratic pattern is seen', async t => {
  const where = 'here'
  for (const source of ['^\\s*(?:\\|\\|>)?user:', '\\s*\\n\\s*', '\\/+$', 'ab\\S*cd']) {
    t.ok(dearest({ where, source, flags: 'm' }), source)
  }
})
