// Cards: an order or a product of the shop as clients show it. Pure. Texts are plain, and addresses lead to hosts that
// the tools file names or are left out.

import { momentIn } from './moment.js'
import { plainText } from './plain-text.js'
import { pointed } from './pointer.js'
import type { CardRule } from './tool.js'

export interface OrderCard {
  readonly type: 'order'
  readonly order_id: string
  readonly status?: string
  readonly status_text?: string
  readonly title?: string
  readonly image_url?: string
  readonly count?: number
  readonly amount?: Amount
  readonly eta?: string
  /** At most five, newest first. */
  readonly track?: readonly TrackPoint[]
  readonly actions?: readonly CardAction[]
  /** Time of the call to the shop, ISO 8601. */
  readonly as_of: string
}

export interface ProductCard {
  readonly type: 'product'
  readonly product_id: string
  readonly title?: string
  readonly image_url?: string
  readonly price?: Amount
  readonly url?: string
}

export type Card = OrderCard | ProductCard

/** The id of the order or product. Such an id is no personal data, even if it looks like some. */
export function cardIdOf(card: Card): string {
  return card.type === 'order' ? card.order_id : card.product_id
}

export interface Amount {
  readonly value: string
  readonly currency: string
}

export interface TrackPoint {
  readonly at: string
  readonly text: string
}

export type CardAction =
  | { readonly kind: 'open'; readonly url: string }
  | { readonly kind: 'ask'; readonly text: string }
  | { readonly kind: 'confirm'; readonly confirm_id: string }

/** Values that cards need besides the result. */
export interface CardFacts {
  readonly linkHosts: readonly string[]
  /** ISO 8601. */
  readonly asOf: string
}

const TRACK_POINTS = 5
const TEXT_CHARACTERS = 200

/** The card of one thing in a result; undefined when the result does not name it. */
export function cardOf({ type, map }: CardRule, value: unknown, facts: CardFacts): Card | undefined {
  const at = (member: string): unknown =>
    map[member] === undefined ? undefined : pointed(value, map[member])
  const text = (member: string) => asText(at(member))
  const link = (member: string) => allowedLink(at(member), facts.linkHosts)
  if (type === 'product') {
    const productId = text('product_id')
    const price = amountOf(at('price'), at('currency'))
    const more = { title: text('title'), image_url: link('image_url'), price, url: link('url') }
    return productId === undefined ? undefined : { type, product_id: productId, ...known(more) }
  }
  const orderId = text('order_id')
  const url = link('url')
  const more = {
    status: text('status'),
    status_text: text('status_text'),
    title: text('title'),
    image_url: link('image_url'),
    count: asCount(at('count')),
    amount: amountOf(at('amount'), at('currency')),
    eta: text('eta'),
    track: trackOf(at('track')),
    actions: url === undefined ? undefined : [{ kind: 'open' as const, url }],
  }
  return orderId === undefined ? undefined : { type, order_id: orderId, ...known(more), as_of: facts.asOf }
}

type Known<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** The members that have a value. */
function known<T extends object>(members: T): Known<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Known<T>
}

function asText(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (typeof value !== 'string') return undefined
  const text = plainText(value, TEXT_CHARACTERS)
  return text === '' ? undefined : text
}

function asCount(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined
}

const CURRENCY = 'CNY'

function amountOf(value: unknown, currency: unknown): Amount | undefined {
  const text = typeof value === 'number' ? value.toFixed(2) : value
  if (typeof text !== 'string' || !/^\d{1,12}(\.\d{1,2})?$/.test(text)) return undefined
  const isCode = typeof currency === 'string' && /^[A-Z]{3}$/.test(currency)
  return { value: Number(text).toFixed(2), currency: isCode ? currency : CURRENCY }
}

function allowedLink(value: unknown, hosts: readonly string[]): string | undefined {
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined
  const { protocol, hostname, href, username } = new URL(value)
  return protocol === 'https:' && username === '' && hosts.includes(hostname) ? href : undefined
}

/** Points whose time cannot be read are left out. */
function trackOf(value: unknown): readonly TrackPoint[] | undefined {
  if (!Array.isArray(value)) return undefined
  const points = value.flatMap((point: unknown) => {
    const { at, text } = Object(point) as { at?: unknown; text?: unknown }
    const time = momentIn(at)
    const said = asText(text)
    return Number.isNaN(time) || said === undefined ? [] : [{ time, text: said }]
  })
  if (points.length === 0) return undefined
  return points
    .sort((a, b) => b.time - a.time)
    .slice(0, TRACK_POINTS)
    .map(({ time, text }) => ({ at: new Date(time).toISOString(), text }))
}
