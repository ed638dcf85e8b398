// Orders and products beside an answer, and what the customer may do with them. Their texts are plain, their addresses were
// chosen by the server; no other scheme than https is followed.
import type { Card, CardAction, OrderCard, ProductCard } from '../client/api-types.js'
import { isSafe, priceOf } from './card-facts.js'
import type { EntryView } from './view.js'

interface CardsProps {
  readonly cards: readonly Card[]
  readonly view: EntryView
}

export function Cards({ cards, view }: CardsProps) {
  return (
    <ul class="cards">
      {cards.map(card => (
        <li key={card.type === 'order' ? card.orderId : card.productId} class="shop-card">
          {card.type === 'order' ? <Order card={card} view={view} /> : <Product card={card} view={view} />}
        </li>
      ))}
    </ul>
  )
}

function Order({ card, view }: { readonly card: OrderCard; readonly view: EntryView }) {
  const { said, lang } = view
  const { orderId, title, statusText, status, amount, count, eta, track = [], actions = [] } = card
  return (
    <>
      <Picture address={card.imageUrl} />
      <div class="about">
        <p class="title">{title ?? said.order}</p>
        <p class="small">
          {said.orderId(orderId)}
          {count !== undefined && ` · ${said.pieces(count)}`}
        </p>
        <p class="facts">
          {(statusText ?? status) !== undefined && <b>{statusText ?? status}</b>}
          {amount && <span>{priceOf(amount, lang)}</span>}
        </p>
        {eta !== undefined && <p class="small">{said.expected(eta)}</p>}
        {track.length > 0 && (
          <details>
            <summary>{said.track}</summary>
            <ol>
              {track.map(step => (
                <li key={`${step.at} ${step.text}`}>
                  <time>{step.at}</time> {step.text}
                </li>
              ))}
            </ol>
          </details>
        )}
        <Actions actions={actions} view={view} />
      </div>
    </>
  )
}

function Product({ card, view }: { readonly card: ProductCard; readonly view: EntryView }) {
  const { title, productId, price, url, imageUrl } = card
  return (
    <>
      <Picture address={imageUrl} />
      <div class="about">
        <p class="title">{title ?? productId}</p>
        {price && <p class="facts">{priceOf(price, view.lang)}</p>}
        {isSafe(url) && <Open address={url} word={view.said.openCard} />}
      </div>
    </>
  )
}

/** Its place is kept, whether it comes or not. */
function Picture({ address }: { readonly address: string | undefined }) {
  if (!isSafe(address)) return null
  return <img src={address} alt="" width={56} height={56} loading="lazy" referrerpolicy="no-referrer" />
}

function Actions({ actions, view }: { readonly actions: readonly CardAction[]; readonly view: EntryView }) {
  const { said, conversation } = view
  return (
    <div class="ends">
      {actions.map(action => {
        if (action.kind === 'open')
          return isSafe(action.url) && <Open key={action.url} address={action.url} word={said.openCard} />
        // A step to confirm stands below the answer, with what it means.
        if (action.kind === 'confirm') return null
        return (
          <button
            key={action.text}
            type="button"
            class="outlined"
            onClick={() => conversation.ask(action.text)}
          >
            {action.text}
          </button>
        )
      })}
    </div>
  )
}

function Open({ address, word }: { readonly address: string; readonly word: string }) {
  return (
    <a class="outlined" href={address} target="_blank" rel="noopener noreferrer nofollow">
      {word}
    </a>
  )
}
