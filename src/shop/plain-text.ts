// Texts of the shop's API as customers and the model may see them: without markup, without unseen characters, cut.
import { withoutInvisible } from '../text/invisible.js'

/** Markdown's links and images: their words stay, their addresses go. */
const links = /!?\[([^\]]{0,200})\]\([^)]{0,500}\)/g

export function plainText(raw: string, characters: number): string {
  // A long text is cut first, so that its rest costs nothing.
  const text = withoutInvisible(raw.slice(0, characters * 4))
    .replace(/<[^<>]{0,200}>/g, ' ')
    .replace(links, '$1')
    // A single bracket could become markup together with the text around this one.
    .replace(/[<>＜＞﹤﹥]+/g, ' ')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
  return Array.from(text).slice(0, characters).join('')
}
