// The terms that a question is indexed and searched by: words of the segmenter without filler, and pairs of
// neighbouring characters, which survive what a segmenter does not know (slips, brand words, slang).
import { unify } from './synonyms.js'

/** Cuts text into words, overlapping ones included (a search cut). */
export type Segment = (text: string) => readonly string[]

const filler = new Set(
  '的 了 吗 呢 啊 呀 吧 嘛 么 哦 哈 啦 就 都 也 还 又 再 在 是 我 你 您 他 她 它 们 我们 你们 他们 这 那 这个 那个 这边 那边 一 个 一个 一下 下 着 过 给 把 被 和 跟 与 及 有 上 里 请 请问 问 问问 想 想问 要 会 能 可以 可 以 好 好的 谢谢 麻烦 帮 帮忙 亲 您好 你好 现在 现 已经 已 然后 然 但是 但 因为 所以 如果 的话 话 说 看 去 来 到 很 太 最 知道 时候 东西 买'.split(
    ' ',
  ),
)
const word = /[\p{L}\p{N}]/u

export function terms(text: string, segment: Segment): string[] {
  const unified = unify(text.toLowerCase())
  return segment(unified).filter(term => word.test(term) && !filler.has(term))
}

/** Pairs of neighbouring Chinese characters. */
export function pairs(text: string): string[] {
  const unified = unify(text.toLowerCase())
  const found: string[] = []
  for (const run of unified.match(/\p{Script=Han}+/gu) ?? [])
    for (let at = 0; at + 1 < run.length; at++) found.push(run.slice(at, at + 2))
  return found
}
