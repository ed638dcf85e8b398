// Signs that customers and seats give each other while they talk, as frames name them: it writes, it has read.
import type { Sign } from '../cluster/bus.js'

/** Of one customer, and of one seat, which talks with many: what goes beyond is dropped, because each sign goes to all
 *  processes. */
export const SIGNS_PER_S = 2
export const SIGNS_IN_A_ROW = 10
export const SEAT_SIGNS_PER_S = 20
export const SEAT_SIGNS_IN_A_ROW = 100

type SignFrame = { readonly type: 'typing' } | { readonly type: 'read'; readonly seq: number }

export function signOf(frame: SignFrame): Sign {
  return frame.type === 'typing' ? { kind: 'typing' } : { kind: 'read', seq: frame.seq }
}
