// Texts of the shop's API as customers and the model may see them: without markup, without unseen characters, cut.
import { withoutInvisible } from '../text/invisible.js'

export function plainText(raw: string, characters: number): string {
  // Longer texts are cut first, so that what they hold costs nothing.
  const text = withoutInvisible(raw.slice(0, characters * 4))
    .replace(/<[^<>]{0,200}>/g, ' ')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
  return Array.from(text).slice(0, characters).join('')
}
