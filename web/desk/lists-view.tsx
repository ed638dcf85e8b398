// The offers to this seat, the queue and the left messages, in the order in which the server serves them.
import { pure } from '../design/pure.js'
import type { Board } from './board.js'
import type { DeskView } from './desk-view.js'
import { OfferView } from './offer-view.js'
import { Rows } from './rows-view.js'

type ListsProps = Pick<Board, 'offers' | 'waiting' | 'left' | 'me'> &
  Pick<DeskView, 'said' | 'work' | 'seconds'>

export const Lists = pure(({ offers, waiting, left, me, said, work, seconds }: ListsProps) => {
  const isAway = me !== undefined && me.status !== 'online'
  return (
    <>
      {offers.length > 0 && (
        <>
          <div role="status">
            <h2>{said.offered}</h2>
          </div>
          <ul>
            {offers.map(offer => (
              <OfferView key={offer.row.dialogId} offer={offer} said={said} work={work} seconds={seconds} />
            ))}
          </ul>
        </>
      )}
      <h2>
        {said.waiting} <span class="number">{waiting.length}</span>
      </h2>
      {waiting.length === 0 && <p class="small">{isAway ? said.away : said.nobody}</p>}
      <Rows rows={waiting} said={said} work={work} seconds={seconds} />
      {left.length > 0 && (
        <>
          <h2>
            {said.left} <span class="number">{left.length}</span>
          </h2>
          <Rows rows={left} said={said} work={work} seconds={seconds} />
        </>
      )}
    </>
  )
})
