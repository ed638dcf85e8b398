// The terms that a question is indexed and searched by: words of the segmenter without filler, pairs of neighbouring
// characters, and single ones. Pairs and characters survive what a segmenter does not know: slips, brand words, slang.
import { unify } from './synonyms.js'

/** Cuts text into words, overlapping ones included (a search cut). */
export type Segment = (text: string) => readonly string[]

const filler = new Set(
  '的 了 吗 呢 啊 呀 吧 嘛 么 哦 哈 啦 就 都 也 还 又 再 在 是 我 你 您 他 她 它 们 我们 你们 他们 这 那 这个 那个 这边 那边 一 个 一个 一下 下 着 过 给 把 被 和 跟 与 及 上 里 请 请问 问 问问 想 想问 会 可 好 好的 谢谢 麻烦 帮 帮忙 亲 您好 你好 然后 但是 但 因为 所以 如果 的话 话 说 看 去 来 很 太 知道 咨询 客服'.split(
    ' ',
  ),
)
const isWord = /[\p{L}\p{N}]/u
const hanRun = /\p{Script=Han}+/gu

const pairMark = '_'
const charMark = '.'

/** All terms of a text; pairs and single characters carry a mark, so that they never meet a word. */
export function terms(text: string, segment: Segment): string[] {
  const unified = unify(text.toLowerCase())
  const found = segment(unified).filter(term => isWord.test(term) && !filler.has(term))
  for (const [run] of unified.matchAll(hanRun)) addCharacters(run, found)
  return found
}

function addCharacters(run: string, found: string[]): void {
  for (let at = 0; at < run.length; at++) {
    const char = run.charAt(at)
    if (!filler.has(char)) found.push(charMark + char)
    if (at + 1 < run.length) found.push(pairMark + run.slice(at, at + 2))
  }
}

/** Weight of a term in a query: a single character says less than a word. */
export function weight(term: string): number {
  return term.startsWith(charMark) ? 0.5 : 1
}
