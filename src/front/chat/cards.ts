// The schemas of what an answer brings beside its text: cards, and where its facts come from.
import { Type } from '@sinclair/typebox'

const text = Type.Optional(Type.String())
const Moment = Type.String({ format: 'date-time' })
const Amount = Type.Object({ value: Type.String(), currency: Type.String() })

const Action = Type.Union([
  Type.Object({ kind: Type.Literal('open'), url: Type.String() }),
  Type.Object({ kind: Type.Literal('ask'), text: Type.String() }),
])

const OrderCard = Type.Object({
  type: Type.Literal('order'),
  order_id: Type.String(),
  status: text,
  status_text: text,
  title: text,
  image_url: text,
  count: Type.Optional(Type.Integer()),
  amount: Type.Optional(Amount),
  eta: text,
  track: Type.Optional(
    Type.Array(Type.Object({ at: Moment, text: Type.String() }), {
      maxItems: 5,
      description: 'Newest first.',
    }),
  ),
  actions: Type.Optional(Type.Array(Action)),
  as_of: Moment,
})

const ProductCard = Type.Object({
  type: Type.Literal('product'),
  product_id: Type.String(),
  title: text,
  image_url: text,
  price: Type.Optional(Amount),
  url: text,
})

export const Card = Type.Union([OrderCard, ProductCard])
export const Cards = Type.Array(Card, {
  description: 'Orders and products, as they were when the answer was given.',
})

export const Grounds = Type.Array(
  Type.Object({
    kind: Type.Union([Type.Literal('tool'), Type.Literal('faq')]),
    id: Type.String(),
    at: Moment,
  }),
  { description: 'Where the facts of the answer come from.' },
)
