// Signs in a message that it asks after the customer's own order or refund, or after something else in the same words.
// What each sign is worth is in order-weights.ts. Pure.
import type { FaqMatch } from '../offload/offload.js'
import { CONFIDENT } from './confidence.js'
import { classForm } from './order-classes.js'
import { kinds } from './order-kinds.js'
import { strip } from './question.js'
import { isStrayStatus, statusFamily, statusTopic } from './status-topic.js'

/** A message is judged by its beginning. */
const READ = 200

/** The message in the form that signs are looked for in: `|` between clauses, `0` for numbers, fillers left out. */
export function plainForm(message: string): string {
  const clauses = strip(message)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\d+/g, '0')
    .replace(/[啊呀哈哦嗯呃噢额诶哟耶]/g, '')
    .replace(/么时间/g, '么时候')
    .replace(/啥时候?|[几何]时|什么时(?!候)/g, '什么时候')
    .replaceAll('沒', '没')
    .replace(/(?<![什怎那这])么/g, '吗')
    .replace(/\?+/g, '?')
    .replace(/[^\p{L}\p{N}_?]+/gu, '|')
    .replace(/^\|+|\|+$/g, '')
  return `|${clauses}|`.slice(0, READ)
}

/** The names of all signs in the message. `best` is what the FAQ's retrieval found, if anything. */
export function signsIn(message: string, best: FaqMatch | undefined): ReadonlySet<string> {
  const form = plainForm(message)
  const signs = new Set(pairsOf(form))
  for (const sign of runsOf(classForm(form))) signs.add(sign)
  for (const sign of kindsBesideOthers(form)) signs.add(sign)
  for (const sign of knownSigns(message, best)) signs.add(sign)
  signs.add(`#length${Math.min(6, form.length >> 3)}`)
  return signs
}

/** Characters and pairs of characters. */
function* pairsOf(form: string): Generator<string> {
  for (let at = 0; at < form.length; at++) {
    yield form.slice(at, at + 1)
    if (at + 1 < form.length) yield form.slice(at, at + 2)
  }
}

/** Up to three letters of the form with classes. */
function* runsOf(form: string): Generator<string> {
  for (let at = 0; at < form.length; at++)
    for (let end = at + 1; end <= Math.min(at + 3, form.length); end++) yield `~${form.slice(at, end)}`
}

/** What rules and retrieval make of it. */
function* knownSigns(message: string, best: FaqMatch | undefined): Generator<string> {
  const shaped = statusTopic(message)
  const isStray = best !== undefined && isStrayStatus(best.topic, message)
  const isFound = (best?.ofOrder ?? 0) >= CONFIDENT && !isStray
  const told = (isFound && best && statusFamily(best.topic)) || (shaped && statusFamily(shaped))
  yield `#rule:${shaped ?? 'none'}`
  yield `#told:${told ?? 'other'}`
  if (isStray) yield '#stray'
  if (best === undefined) return
  yield `#topic:${best.topic}`
  yield `#sure:${statusFamily(best.topic) ?? 'other'}${Math.min(4, Math.floor((best.ofOrder ?? 0) * 5))}`
}

/** In a clause that asks after an order or refund a word of another matter weighs more than in one beside it. */
function* kindsBesideOthers(form: string): Generator<string> {
  const clauses = (form.match(/[^|?]+\?*|\?+/g) ?? []).map(clause =>
    kindsIn(clause.endsWith('?') ? `|${clause}` : `|${clause}|`),
  )
  const asking = clauses.filter(found => found.some(isAfterOwn))
  const [asked, beside] = [asking, clauses.filter(found => !found.some(isAfterOwn))].map(
    of => new Set(of.flat()),
  )
  yield* named('#', asked)
  yield* named('#beside:', beside)
  if (asking.length === 0) yield* named('#across:', kindsIn(form))
  yield `#asking${Math.min(3, asking.length)}`
  yield `#clauses${Math.min(5, clauses.length)}`
  yield `#others${atMostThree(asked, isOther)}`
  yield `#othersBeside${atMostThree(beside, isOther)}`
  yield `#after${atMostThree(asked, isAfterOwn)}`
}

function* named(prefix: string, found: Iterable<string> = []): Generator<string> {
  for (const kind of found) yield prefix + kind
}

function atMostThree(found: Iterable<string> = [], is: (kind: string) => boolean): number {
  return Math.min(3, [...found].filter(is).length)
}

const isAfterOwn = (kind: string) => kind.startsWith('order') || kind.startsWith('refund')
const isOther = (kind: string) => kind.startsWith('other')

function kindsIn(form: string): string[] {
  return kinds.filter(([, words]) => words.test(form)).map(([kind]) => kind)
}
