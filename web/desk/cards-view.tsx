// Orders and products of the talk, a few lines each: what the customer was shown, and when. Their texts are the shop's, and
// plain.
import type { Card, OrderCard, ProductCard } from '../client/api-types.js'
import { pageLanguage } from '../design/language.js'
import { isSafe, priceOf } from '../panel/card-facts.js'
import type { DeskWords } from './words.js'

interface CardsProps {
  readonly cards: readonly Card[]
  readonly said: DeskWords
}

export function CardsView({ cards, said }: CardsProps) {
  return (
    <ul class="cards" aria-label={said.cards}>
      {cards.map(card =>
        card.type === 'order' ? (
          <Order key={`o ${card.orderId}`} card={card} said={said} />
        ) : (
          <Product key={`p ${card.productId}`} card={card} said={said} />
        ),
      )}
    </ul>
  )
}

function Order({ card, said }: { readonly card: OrderCard; readonly said: DeskWords }) {
  const { orderId, title, statusText, status, amount, eta, track = [], actions = [], asOf } = card
  const facts = [statusText ?? status, amount && priceOf(amount, lang), eta && said.expected(eta)]
  const opening = actions.find(action => action.kind === 'open')
  const [step] = track
  return (
    <li>
      <b>{said.order(orderId)}</b> {title}
      <Open address={opening?.url} word={said.openCard} />
      <p>{facts.filter(fact => fact !== undefined && fact !== '').join(' · ')}</p>
      {step !== undefined && (
        <p>
          {step.at} {step.text}
        </p>
      )}
      <p>{said.asOf(timeOf(asOf))}</p>
    </li>
  )
}

function Product({ card, said }: { readonly card: ProductCard; readonly said: DeskWords }) {
  const { productId, title, price, url } = card
  return (
    <li>
      <b>{title ?? productId}</b>
      <Open address={url} word={said.openCard} />
      {price !== undefined && <p>{priceOf(price, lang)}</p>}
    </li>
  )
}

function Open({ address, word }: { readonly address: string | undefined; readonly word: string }) {
  if (!isSafe(address)) return null
  return (
    <>
      {' '}
      <a href={address} target="_blank" rel="noopener noreferrer nofollow">
        {word}
      </a>
    </>
  )
}

const lang = pageLanguage()
const time = new Intl.DateTimeFormat(lang, {
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
})

function timeOf(iso: string): string {
  const at = new Date(iso)
  return Number.isNaN(at.getTime()) ? iso : time.format(at)
}
