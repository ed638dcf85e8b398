// Texts of the shop's API as customers and the model may see them: without markup, without unseen characters, cut.
import { withoutInvisible } from '../text/invisible.js'

/** Markdown's links and images: their words stay, their addresses go. */
const links = /!?\[([^\]]{0,200})\]\([^)]{0,500}\)/g

export function plainText(raw: string, characters: number): string {
  // Longer texts are cut first, so that what they hold costs nothing.
  const text = withoutInvisible(raw.slice(0, characters * 4))
    .replace(/<[^<>]{0,200}>/g, ' ')
    .replace(links, '$1')
    // What is left of brackets could be read as markup together with what stands around the text.
    .replace(/[<>＜＞﹤﹥]+/g, ' ')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
  return Array.from(text).slice(0, characters).join('')
}
