// The `context` and `attachments` of a question: their schemas, and the subject that they make.
import { Type } from '@sinclair/typebox'
import { imageIdShape } from '../../ids.js'
import { Problem } from '../../problem.js'
import type { AttachedCard, Subject } from '../../shop/subject.js'
import { invalid } from './question.js'

/** No control and no unseen characters, no line ends, no half pairs; counted in code points. */
const Printable = Type.String({
  title: '1 to 128 printable characters',
  pattern:
    '^(?:[^\\x00-\\x1f\\x7f-\\x9f\\xad\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff0-\\uffff\\ud800-\\udfff]|[\\ud800-\\udbff][\\udc00-\\udfff]){1,128}$',
})

export const Context = Type.Object(
  {
    order_id: Type.Optional(Printable),
    product_id: Type.Optional(Printable),
    page: Type.Optional(Printable),
  },
  { description: 'The order, product or page of the shop from which the customer asks.' },
)

const ATTACHMENTS = 4

export const Attachments = Type.Array(
  Type.Union([
    Type.Object({ type: Type.Literal('order'), order_id: Printable }),
    Type.Object({ type: Type.Literal('product'), product_id: Printable }),
    Type.Object({ type: Type.Literal('image'), image_id: Printable }),
  ]),
  { maxItems: ATTACHMENTS, description: 'Cards and pictures that the customer sends along.' },
)

/** Both as they come; null is the same as absent. */
export interface AskedSubject {
  readonly context?: AskedContext | null | undefined
  readonly attachments?: readonly AskedAttachment[] | null | undefined
}

interface AskedContext {
  readonly order_id?: string
  readonly product_id?: string
  readonly page?: string
}

type AskedAttachment =
  | { readonly type: 'order'; readonly order_id: string }
  | { readonly type: 'product'; readonly product_id: string }
  | { readonly type: 'image'; readonly image_id: string }

/** Undefined when the question comes with neither. Throws Problem 'image-refused' where no pictures are taken, and
 *  'invalid-field' for what cannot be the id of one. */
export function subjectOf(
  { context, attachments }: AskedSubject,
  takesPictures: boolean,
): Subject | undefined {
  const cards = (attachments ?? []).map((attachment, index) => {
    if (attachment.type === 'image' && !takesPictures) throw refusedImage(index)
    return cardOf(attachment, index)
  })
  const { order_id: orderId, product_id: productId, page } = context ?? {}
  const isEmpty = orderId === undefined && productId === undefined && page === undefined
  if (isEmpty && cards.length === 0) return undefined
  return { context: { orderId, productId, page }, cards }
}

function cardOf(attachment: AskedAttachment, index: number): AttachedCard {
  switch (attachment.type) {
    case 'order':
      return { kind: 'order', orderId: attachment.order_id }
    case 'product':
      return { kind: 'product', productId: attachment.product_id }
    case 'image':
      if (!imageIdShape.test(attachment.image_id)) {
        throw invalid([{ field: `/attachments/${index}/image_id`, message: 'must be the id of a picture' }])
      }
      return { kind: 'image', imageId: attachment.image_id }
  }
}

function refusedImage(index: number): Problem {
  const errors = [{ field: `/attachments/${index}`, message: 'images are not taken here' }]
  return new Problem('image-refused', { errors })
}
