// Vehicle plates: province, city letter and five places, or six for new-energy cars (GA 36).
import { LETTER } from '../chars.js'
import { chainStart } from '../hold.js'
import type { Clause, Rule, Span } from '../rule.js'

/** One character for each province. */
export const provinces = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使'
const shape = new RegExp(
  `[${provinces}] ?[A-HJ-Z](?: ?[·.-] ?| )?(?:[A-HJ-NP-Z0-9]{5,6}|[A-HJ-NP-Z0-9]{4}[挂学警港澳])(?![A-Za-z0-9*])`,
  'gi',
)
/** 全新E12345 is a model that is new, not a plate of Xinjiang. */
const notProvince = /(?:[全最更上崭翻焕]新|北京|东京|南京)$/

export const plate: Rule = { needs: LETTER, find, hold }

function find({ text, from, to }: Clause): readonly Span[] {
  const spans: Span[] = []
  for (const match of text.slice(from, to).matchAll(shape)) {
    const start = from + match.index
    const end = start + match[0].length
    if (!/\d/.test(match[0]) || notProvince.test(text.slice(Math.max(0, start - 1), start + 1))) continue
    const last = match[0].at(-1)
    spans.push({
      kind: 'plate',
      rule: 'plate',
      start,
      end,
      stars: `${match[0].replace(' ', '').slice(0, 2).toUpperCase()}****${last}`,
    })
  }
  return spans
}

/** The province stands before the letters, and a blank or a dot may part them. */
function hold(clause: Clause): number {
  const { text, from, to } = clause
  const tail =
    / ?[A-Za-z0-9]{0,6} ?[·.-]? ?[A-Za-z0-9]*$/.exec(text.slice(Math.max(from, to - 12), to))?.[0] ?? ''
  const start = Math.min(blankBefore(text, chainStart(clause)), to - tail.length) - 1
  return start >= from && provinces.includes(text.charAt(start)) ? start : to
}

function blankBefore(text: string, at: number): number {
  return text[at - 1] === ' ' ? at - 1 : at
}
