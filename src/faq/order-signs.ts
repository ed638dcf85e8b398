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
  const form = plainForm(message)
  const signs = new Set<string>()
  addRuns(signs, form)
  addClasses(signs, classForm(form))
  for (const [kind, words] of kinds) if (words.test(form)) signs.add(kind)
  signs.add(`#length${Math.min(6, form.length >> 3)}`)
  if (best === undefined) return signs
  signs.add(`#topic:${best.topic}`)
  const family = statusFamily(best.topic) ?? 'other'
  return signs.add(`#sure:${family}${Math.min(4, Math.floor((best.ofOrder ?? 0) * 5))}`)
}

/** Up to three characters in a row. */
function addRuns(signs: Set<string>, form: string): void {
  for (let at = 0; at < form.length; at++)
    for (let end = at + 1; end <= Math.min(at + 3, form.length); end++) signs.add(form.slice(at, end))
}

/** Letters of the form with classes: each, two in a row, and two with up to three others between them. */
function addClasses(signs: Set<string>, form: string): void {
  for (let at = 0; at < form.length; at++) {
    const letter = `~${form[at]}`
    signs.add(letter)
    if (at + 1 < form.length) signs.add(letter + form[at + 1])
    for (let other = at + 2; other <= Math.min(at + 4, form.length - 1); other++)
      signs.add(`${letter}_${form[other]}`)
  }
}
