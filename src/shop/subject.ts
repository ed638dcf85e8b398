// The order or product that comes with a question beside its words, and the form of an attached card within a text.
// Pure: the front checks the form of input, and the turn decides what the dialog remembers.

import type { ImageId } from '../ids.js'

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
  | { readonly kind: 'image'; readonly imageId: ImageId }

export interface Subject {
  readonly context: PageContext
  readonly cards: readonly AttachedCard[]
}

/** The order and the product that a turn was about. Neither holds personal data. */
export interface Remembered {
  readonly orderId?: string
  readonly productId?: string
}

/** The order that comes with the question: that of the page, else that of the first card. */
export function orderOfSubject({ context, cards }: Subject): string | undefined {
  return context.orderId ?? cards.find(card => card.kind === 'order')?.orderId
}

export function productOfSubject({ context, cards }: Subject): string | undefined {
  return context.productId ?? cards.find(card => card.kind === 'product')?.productId
}

/** The order that a dialog remembers: that of its newest turn with one. */
export function orderRemembered(
  turns: readonly { readonly answer: { readonly about?: Remembered } }[],
): string | undefined {
  return turns.findLast(({ answer }) => answer.about?.orderId !== undefined)?.answer.about?.orderId
}

/** The pictures that come with the question. */
export function picturesOfSubject(subject: Subject | undefined): readonly ImageId[] {
  return (subject?.cards ?? []).flatMap(card => (card.kind === 'image' ? [card.imageId] : []))
}

/** The customer's words followed by the cards, in the form in which apps paste cards into a text: history, the vendor
 *  and the FAQ's retrieval get them in this form. */
export function withCards(words: string, cards: readonly AttachedCard[]): string {
  return [words, ...cards.map(written)].filter(part => part !== '').join(' ')
}

function written(card: AttachedCard): string {
  switch (card.kind) {
    case 'order':
      return `[订单编号:${plain(card.orderId)}]`
    case 'product':
      return `[商品ID:${plain(card.productId)}]`
    case 'image':
      return `[图片:${card.imageId}]`
  }
}

/** An id without brackets, which would end the card early. */
function plain(id: string): string {
  return id.replace(/[[\]]/g, '')
}
