// The order or product that a question is about besides its words, and how an attached card stands among the words.
// Pure: the front checks the form, the turn remembers what it may.

/** The place in the shop from which the customer asks. */
export interface PageContext {
  readonly orderId?: string | undefined
  readonly productId?: string | undefined
  readonly page?: string | undefined
}

/** A card that the customer sent along. */
export type AttachedCard =
  | { readonly kind: 'order'; readonly orderId: string }
  | { readonly kind: 'product'; readonly productId: string }

export interface Subject {
  readonly context: PageContext
  readonly cards: readonly AttachedCard[]
}

/** The order and the product that a turn was about. Neither holds personal data. */
export interface Remembered {
  readonly orderId?: string
  readonly productId?: string
}

/** The order that the question comes with: that of its page, then that of its first card. */
export function orderOfSubject({ context, cards }: Subject): string | undefined {
  return context.orderId ?? cards.find(card => card.kind === 'order')?.orderId
}

export function productOfSubject({ context, cards }: Subject): string | undefined {
  return context.productId ?? cards.find(card => card.kind === 'product')?.productId
}

/** The customer's words with the cards behind them, as apps write cards that are pasted into a text: history, the
 *  vendor and the FAQ's retrieval know them in this form. */
export function withCards(words: string, cards: readonly AttachedCard[]): string {
  const written = cards.map(card =>
    card.kind === 'order' ? `[订单编号:${plain(card.orderId)}]` : `[商品ID:${plain(card.productId)}]`,
  )
  return [words, ...written].filter(part => part !== '').join(' ')
}

/** A bracket would end the card early. */
function plain(id: string): string {
  return id.replace(/[[\]]/g, '')
}
