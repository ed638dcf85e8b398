// Cards as customers may see them: their texts masked.
import type { Card } from '../shop/card.js'

const shownTexts = ['title', 'status', 'status_text', 'eta'] as const

/** Masks the texts that the shop wrote on the card. Numbers of orders and products stay: they name things, not people. */
export async function maskedCard(card: Card, mask: (text: string) => Promise<string>): Promise<Card> {
  const texts = Object.entries(card).filter(([name]) => shownTexts.some(one => one === name))
  const masked = await Promise.all(texts.map(async ([name, text]) => [name, await mask(text)] as const))
  const whole = { ...card, ...Object.fromEntries(masked) }
  if (whole.type !== 'order' || whole.track === undefined) return whole
  const track = await Promise.all(whole.track.map(async ({ at, text }) => ({ at, text: await mask(text) })))
  return { ...whole, track }
}
