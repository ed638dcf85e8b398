// The order and the product that a dialog remembers from a question. An id that masking would change may be a person's
// number and is not remembered: a masked id would name nothing.
import type { Offload } from '../../offload/offload.js'
import { orderOfSubject, productOfSubject, type Remembered, type Subject } from '../../shop/subject.js'

export async function aboutOf(subject: Subject, offload: Pick<Offload, 'prepare'>): Promise<Remembered> {
  const cleared = async (id: string | undefined) =>
    id !== undefined && (await offload.prepare({ text: id, matches: 0 })).masked === id ? id : undefined
  const [orderId, productId] = await Promise.all([
    cleared(orderOfSubject(subject)),
    cleared(productOfSubject(subject)),
  ])
  return { ...(orderId !== undefined && { orderId }), ...(productId !== undefined && { productId }) }
}
