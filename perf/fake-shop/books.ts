// The books of the simulated shop: orders of two customers, and what was done to them.

export interface ShopOrder {
  readonly order_id: string
  status: string
  status_text: string
  readonly title: string
  /** Absent of an order that will not arrive. */
  eta?: string
  readonly amount: string
  readonly currency: string
  readonly count: number
  readonly track: readonly { readonly at: string; readonly text: string }[]
  readonly buyer_note: string
}

/** Outcome of an order's cancellation. */
export type Cancelled = 'done' | 'again' | 'too-late' | 'unknown'

export interface Books {
  ordersOf(uid: string): readonly ShopOrder[]
  orderOf(uid: string, orderId: string): ShopOrder | undefined
  /** Some customer has this order. */
  has(orderId: string): boolean
  /** `key` is the request's idempotency key: the same one has its effect once. */
  cancel(uid: string, orderId: string, key: string): Cancelled
  /** Effects by order: more than one of an order is a fault of the caller. */
  effects(): Readonly<Record<string, number>>
}

/** The one order of a customer named c0, c1, … or, in the rehearsal, rehearsal-0, …: there are as many of these as a test needs. */
export const orderOfCustomer = (number: number) => String(30_000_000 + number)

/** `demo` is the customer of the token that `npm start` prints; `u1` that of `npm run token`; `many` has 500 orders. */
export function createBooks(): Books {
  const byCustomer = new Map([
    ['demo', [order('20240001', 'shipped', '运输中')]],
    ['many', Array.from({ length: 500 }, (_, at) => order(String(20_250_000 + at), 'shipped', '运输中'))],
    ['u1', [order('20240011', 'shipped', '派送中'), order('20240012', 'paid', '待发货')]],
  ])
  const effects: Record<string, number> = {}
  const keys = new Set<string>()
  const ordersOf = (uid: string) => {
    const [, number] = /^(?:c|rehearsal-)(\d{1,6})$/.exec(uid) ?? []
    if (number !== undefined && !byCustomer.has(uid))
      byCustomer.set(uid, [order(orderOfCustomer(Number(number)), 'paid', '待发货')])
    return byCustomer.get(uid) ?? []
  }
  const orderOf = (uid: string, orderId: string) => ordersOf(uid).find(one => one.order_id === orderId)

  return {
    ordersOf,
    orderOf,
    has: orderId => [...byCustomer.values()].flat().some(({ order_id }) => order_id === orderId),
    cancel(uid, orderId, key) {
      const found = orderOf(uid, orderId)
      if (found === undefined) return 'unknown'
      if (keys.has(key)) return 'again'
      if (found.status !== 'paid') return 'too-late'
      keys.add(key)
      effects[orderId] = (effects[orderId] ?? 0) + 1
      found.status = 'cancelled'
      found.status_text = '已取消'
      delete found.eta
      return 'done'
    },
    effects: () => effects,
  }
}

function order(orderId: string, status: string, statusText: string): ShopOrder {
  return {
    order_id: orderId,
    status,
    status_text: statusText,
    title: '无线耳机 黑色',
    eta: '11月29日',
    amount: '129.00',
    currency: 'CNY',
    count: 1,
    track: [
      { at: '2026-11-27T08:00:00Z', text: '快件已到达杭州转运中心' },
      { at: '2026-11-26T20:00:00Z', text: '商家已发货' },
    ],
    buyer_note: '请放门口',
  }
}
