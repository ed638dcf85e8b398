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

/** The names of all signs in the message. `best` is what the FAQ's retrieval found, if anything. */
export function signsIn(message: string, best: FaqMatch | undefined): ReadonlySet<string> {
  const signs = new Set<string>()
  eachSign(message, best, sign => signs.add(sign))
  return signs
}

type Take = (sign: string) => void

/** Hands over each sign, some of them more than once. */
export function eachSign(message: string, best: FaqMatch | undefined, take: Take): void {
  const form = plainForm(message)
  takeRuns(form, take)
  takeClasses(classForm(form), take)
  const found: string[] = []
  for (const [kind, words] of kinds) if (words.test(form)) found.push(kind)
  if (best !== undefined) found.push(sureness(best))
  takePairs(found, take)
  take(`#length${Math.min(6, form.length >> 3)}`)
}

/** How sure retrieval is of a topic of orders, of refunds or of another matter. */
function sureness({ topic, ofOrder = 0 }: FaqMatch): string {
  return `#sure:${statusFamily(topic) ?? 'other'}${Math.min(4, Math.floor(ofOrder * 5))}`
}

/** Each kind, and each two of them. */
function takePairs(found: readonly string[], take: Take): void {
  for (const [at, kind] of found.entries()) {
    take(kind)
    for (let other = at + 1; other < found.length; other++) take(kind + found[other])
  }
}

/** Up to three characters in a row. */
function takeRuns(form: string, take: Take): void {
  for (let at = 0; at < form.length; at++)
    for (let end = at + 1; end <= Math.min(at + 3, form.length); end++) take(form.slice(at, end))
}

/** Letters of the form with classes: each, two in a row, and two with up to three others between them. */
function takeClasses(form: string, take: Take): void {
  for (let at = 0; at < form.length; at++) {
    const letter = `~${form[at]}`
    take(letter)
    if (at + 1 < form.length) take(letter + form[at + 1])
    for (let other = at + 2; other <= Math.min(at + 4, form.length - 1); other++)
      take(`${letter}_${form[other]}`)
  }
}
