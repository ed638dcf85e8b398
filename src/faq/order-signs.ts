// Signs in a message that it asks after the customer's own order or refund, or after something else in the same words.
// What each sign is worth is in order-weights.ts. Pure.
import type { FaqMatch } from '../offload/offload.js'
import { classForm } from './order-classes.js'
import { kinds } from './order-kinds.js'
import { strip } from './question.js'
import { statusFamily } from './status-topic.js'

/** A message is judged by its beginning. */
const READ = 200

/** The message in the form that signs are looked for in: `|` between clauses, `0` for numbers, fillers left out. */
export function plainForm(message: string): string {
  const clauses = strip(message)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\d+/g, '0')
    .replace(/[啊呀哈哦嗯呃噢额诶哟耶]/g, '')
    .replace(/神魔|什末|甚么|什麽/g, '什么')
    .replace(/么时间/g, '么时候')
    .replace(/啥时候?|啥会儿?|[几何]时|什么时(?!候)/g, '什么时候')
    .replaceAll('沒', '没')
    .replaceAll('麽', '吗')
    .replace(/为啥|为何/g, '为什么')
    .replace(/吹(?=一?下?单)/g, '催')
    .replace(/(?<![什怎那这])么/g, '吗')
    .replace(/\?+/g, '?')
    .replace(/[^\p{L}\p{N}_?]+/gu, '|')
    .replace(/^\|+|\|+$/g, '')
  return `|${clauses}|`.slice(0, READ)
}

/** A way through the letters of signs: a letter is a UTF-16 unit, or the name of a kind. */
export interface Walk<At> {
  readonly start: At
  /** Undefined: no sign goes on like this. */
  step(at: At, letter: number | string): At | undefined
  /** Here a sign ends; some end more than once in a message. */
  end(at: At): void
}

/** The names of all signs in the message. `best` is what the FAQ's retrieval found, if anything. */
export function signsIn(message: string, best: FaqMatch | undefined): ReadonlySet<string> {
  const signs = new Set<string>()
  walkSigns(message, best, {
    start: '',
    step: (name, letter) => name + (typeof letter === 'number' ? String.fromCharCode(letter) : letter),
    end: name => signs.add(name),
  })
  return signs
}

/** Walks along every sign in the message: no name of one is made where only its worth counts. */
export function walkSigns<At>(message: string, best: FaqMatch | undefined, walk: Walk<At>): void {
  const form = plainForm(message)
  walkRuns(form, walk)
  walkClasses(classForm(form), walk)
  const found: string[] = []
  for (const [kind, words] of kinds) if (words.test(form)) found.push(kind)
  if (best !== undefined) found.push(sureness(best))
  walkPairs(found, walk)
  endAt(walk, walk.start, `#length${Math.min(6, form.length >> 3)}`)
}

/** How sure retrieval is of a topic of orders, of refunds or of another matter. */
function sureness({ topic, ofOrder = 0 }: FaqMatch): string {
  return `#sure:${statusFamily(topic) ?? 'other'}${Math.min(4, Math.floor(ofOrder * 5))}`
}

/** Each kind, and each two of them. */
function walkPairs<At>(found: readonly string[], walk: Walk<At>): void {
  for (const [at, kind] of found.entries()) {
    const one = endAt(walk, walk.start, kind)
    if (one === undefined) continue
    for (let other = at + 1; other < found.length; other++) endAt(walk, one, found[other] ?? '')
  }
}

/** Up to three characters in a row. */
function walkRuns<At>(form: string, walk: Walk<At>): void {
  for (let at = 0; at < form.length; at++) {
    let run: At | undefined = walk.start
    for (let end = at; end < Math.min(at + 3, form.length) && run !== undefined; end++)
      run = endAt(walk, run, form.charCodeAt(end))
  }
}

const CLASSES = '~'.charCodeAt(0)
const GAP = '_'.charCodeAt(0)

/** Letters of the form with classes: each, two in a row, and two with up to three others between them. */
function walkClasses<At>(form: string, walk: Walk<At>): void {
  const start = walk.step(walk.start, CLASSES)
  if (start === undefined) return
  for (let at = 0; at < form.length; at++) {
    const letter = endAt(walk, start, form.charCodeAt(at))
    if (letter === undefined) continue
    if (at + 1 < form.length) endAt(walk, letter, form.charCodeAt(at + 1))
    const gap = walk.step(letter, GAP)
    if (gap === undefined) continue
    for (let other = at + 2; other <= Math.min(at + 4, form.length - 1); other++)
      endAt(walk, gap, form.charCodeAt(other))
  }
}

/** One step to where a sign ends. */
function endAt<At>(walk: Walk<At>, at: At, letter: number | string): At | undefined {
  const next = walk.step(at, letter)
  if (next !== undefined) walk.end(next)
  return next
}
